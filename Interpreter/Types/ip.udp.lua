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

---One recorded event of a socket.
---@class recorded_event
---@field kind "sent"|"received"|"report"
---@field socket integer
---@field sequence integer
---@field time number
---@field local_address? ip.address
---@field local_port? integer
---@field remote_address? ip.address
---@field remote_port? integer
---@field length? integer
---@field bytes? string
---@field cut? boolean
---@field batched? boolean
---@field code? integer
---@field message? string
---@field icmp_type? integer
---@field icmp_code? integer
---@field reporter? ip.address
---@field fiber? integer
---@field place? string

---Returns the recorded events of a socket, or of all sockets, the oldest first.
---@param socket? ip.udp.socket
---@return recorded_event[] events
---@nodiscard
function ip.udp.recording(socket) end
