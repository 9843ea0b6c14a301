---@meta _

---UDP, the User Datagram Protocol.
ip.udp = {}

---One result of name resolution.
---@class address_info
---@field address ip.address
---@field port integer
---@field host_name string
---@field service_name string

---Looks up the endpoints of a host and a service. Suspends the fiber.
---@async
---@param host string|ip.address `""` means this machine
---@param service string|integer
---@param flags? integer See `ip.address_info_flag`
---@return address_info[] entries
---@nodiscard
function ip.udp.get_address_info(host, service, flags) end

---Like `get_address_info`, IPv4 only.
---@async
---@param host string|ip.address
---@param service string|integer
---@param flags? integer See `ip.address_info_flag`
---@return address_info[] entries
---@nodiscard
function ip.udp.get_address_v4_info(host, service, flags) end

---Like `get_address_info`, IPv6 only.
---@async
---@param host string|ip.address
---@param service string|integer
---@param flags? integer See `ip.address_info_flag`
---@return address_info[] entries
---@nodiscard
function ip.udp.get_address_v6_info(host, service, flags) end

---Looks up the names of an endpoint. Suspends the fiber.
---@async
---@param address ip.address|string
---@param port integer
---@param flags? integer See `ip.name_info_flag`
---@return address_info[] entries
---@nodiscard
function ip.udp.get_name_info(address, port, flags) end
