---@meta _

---An IPv4 or IPv6 address as a value. Equal addresses are the same key of a table. `<` and `<=` order addresses.
---@class ip.address
---@field is_v4 boolean True for an IPv4 address
---@field is_v6 boolean True for an IPv6 address
---@field is_loopback boolean True for the loopback address of this machine, `127.x.x.x` or `::1`
---@field is_multicast boolean True for the address of a group
---@field is_unspecified boolean True for `0.0.0.0` and `::`
---@field is_link_local boolean IPv6 only: true for an address in `fe80::/10`
---@field is_site_local boolean IPv6 only: true for an address in `fec0::/10`
---@field is_v4_mapped boolean IPv6 only: true if it represents an IPv4 address
---@field is_multicast_node_local boolean IPv6 only: true for a group of this machine
---@field is_multicast_link_local boolean IPv6 only: true for a group of the link
---@field is_multicast_site_local boolean IPv6 only: true for a group of the site
---@field is_multicast_org_local boolean IPv6 only: true for a group of the organization
---@field is_multicast_global boolean IPv6 only: true for a group of global scope
---@field scope_id integer IPv6 only: the index of the network interface, or 0
local address = {}

---Returns the IPv4 address that an IPv4-mapped IPv6 address represents.
---@return ip.address
---@nodiscard
function address:to_v4() end

---Returns the 4 or 16 bytes of the address in network order.
---@return string
---@nodiscard
function address:to_bytes() end

---Returns the IPv4-mapped IPv6 address of an IPv4 address.
---@return ip.address
---@nodiscard
function address:to_v6() end

ip.address = {}

---Returns the address of a text such as `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`; without a text, `0.0.0.0`.
---@param text? string
---@return ip.address
---@nodiscard
function ip.address.new(text) end

---Returns the address of 4 or 16 bytes in network order.
---@param bytes string|byte_span
---@return ip.address
---@nodiscard
function ip.address.from_bytes(bytes) end

---Returns `0.0.0.0`. A socket that is bound to it receives on every IPv4 address of the machine.
---@return ip.address
---@nodiscard
function ip.address.any_v4() end

---Returns `::`. A socket that is bound to it receives on every IPv6 address of the machine, and on every IPv4 address
---unless the option `v6_only` is set.
---@return ip.address
---@nodiscard
function ip.address.any_v6() end

---Returns `127.0.0.1`, which means this machine and is not reachable from others.
---@return ip.address
---@nodiscard
function ip.address.loopback_v4() end

---Returns `::1`, which means this machine and is not reachable from others.
---@return ip.address
---@nodiscard
function ip.address.loopback_v6() end

---Returns `255.255.255.255`, which means every machine on the local network.
---@return ip.address
---@nodiscard
function ip.address.broadcast_v4() end
