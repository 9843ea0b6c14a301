---@meta ip

---The network modules, and the functions and flags that they share.
ip = {}

---Returns the text of an endpoint, such as `127.0.0.1:80` or `[::1]:80`; without a port, the text of the address.
---@param address ip.address|string
---@param port? integer
---@return string
---@nodiscard
function ip.tostring(address, port) end

---Parses the text of an endpoint, as `ip.tostring` returns it. Host names are not resolved.
---@param text string
---@return ip.address address
---@return integer port
---@nodiscard
function ip.toendpoint(text) end

---Returns the name of this machine.
---@return string
---@nodiscard
function ip.host_name() end

---The flags of a network interface.
---@class network_interface_flags
---@field up boolean
---@field broadcast boolean
---@field loopback boolean
---@field point_to_point boolean
---@field running boolean
---@field multicast boolean

---A network interface of this machine.
---@class network_interface
---@field name string
---@field index integer The index, which is also the `scope_id` of addresses
---@field mtu? integer The size of the largest packet in bytes
---@field flags network_interface_flags
---@field addresses { address: ip.address, prefix: integer }[]

---Returns the network interfaces of this machine. Linux only.
---@return network_interface[]
---@nodiscard
function ip.interfaces() end

---Flags of sending and receiving; `|` combines them.
---@class ip.message_flag
---@field out_of_band integer Urgent data, which UDP does not have
---@field peek integer Receive a datagram and leave it in the queue
---@field do_not_route integer Send to hosts on a directly connected network only
---@field truncate integer Receive returns the true length of a datagram, even if the buffer is shorter
---@field end_of_record integer Ends a record, which UDP does not have
ip.message_flag = {}

---Flags of looking up addresses; `|` combines them.
---@class ip.address_info_flag
---@field passive integer Without a host, the addresses to bind to
---@field canonical_name integer The entries' host name is the canonical one
---@field numeric_host integer The host must be an address; no name is looked up
---@field v4_mapped integer For IPv6 only: IPv4-mapped addresses if there is no IPv6 address
---@field all_matching integer With `v4_mapped`: IPv4-mapped addresses even if there is an IPv6 address
---@field address_configured integer Only families of which this machine has an address
---@field numeric_service integer The service must be a port; no name is looked up
ip.address_info_flag = {}

---Flags of looking up names; `|` combines them.
---@class ip.name_info_flag
---@field numeric_host integer The host's name is its address
---@field numeric_service integer The service's name is its port
---@field no_domain integer Leave this machine's domain out
---@field name_required integer A host without a name is an error
ip.name_info_flag = {}

return ip
