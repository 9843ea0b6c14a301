---@meta _

---An IPv4 or IPv6 address as a value. Equal addresses are one key of a table; `<` and `<=` order them.
---@class ip.address
---@field is_v4 boolean Whether it is an IPv4 address
---@field is_v6 boolean Whether it is an IPv6 address
---@field is_loopback boolean Whether it is this machine's own address: `127.x.x.x`, or `::1`
---@field is_multicast boolean Whether it is the address of a group
---@field is_unspecified boolean Whether it is `0.0.0.0` or `::`
---@field is_link_local boolean IPv6 only: whether it is in `fe80::/10`
---@field is_site_local boolean IPv6 only: whether it is in `fec0::/10`
---@field is_v4_mapped boolean IPv6 only: whether it stands for an IPv4 address
---@field is_multicast_node_local boolean IPv6 only: whether it is a group of this machine
---@field is_multicast_link_local boolean IPv6 only: whether it is a group of the link
---@field is_multicast_site_local boolean IPv6 only: whether it is a group of the site
---@field is_multicast_org_local boolean IPv6 only: whether it is a group of the organization
---@field is_multicast_global boolean IPv6 only: whether it is a group without limits
---@field scope_id integer IPv6 only: the index of the network interface, 0 if there is none
local address = {}

---The IPv4 address that an IPv4-mapped IPv6 address stands for.
---@return ip.address
---@nodiscard
function address:to_v4() end

---The IPv4-mapped IPv6 address of an IPv4 address.
---@return ip.address
---@nodiscard
function address:to_v6() end

ip.address = {}

---The address of a text such as `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`; without one, `0.0.0.0`.
---@param text? string
---@return ip.address
---@nodiscard
function ip.address.new(text) end

---`0.0.0.0`: a socket that is bound to it receives on every IPv4 address of the machine.
---@return ip.address
---@nodiscard
function ip.address.any_v4() end

---`::`: the same for IPv6, and for IPv4 unless the option `v6_only` is set.
---@return ip.address
---@nodiscard
function ip.address.any_v6() end

---`127.0.0.1`: this machine, not reachable from others.
---@return ip.address
---@nodiscard
function ip.address.loopback_v4() end

---`::1`: the same for IPv6.
---@return ip.address
---@nodiscard
function ip.address.loopback_v6() end

---`255.255.255.255`: every machine on the local network.
---@return ip.address
---@nodiscard
function ip.address.broadcast_v4() end
