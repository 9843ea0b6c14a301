---@meta _

---The names of options whose value is a boolean.
---@alias ip.udp.socket.switch
---| "broadcast" # Sending to broadcast addresses is allowed
---| "debug" # The kernel records debugging information
---| "do_not_route" # Send to directly connected machines only
---| "multicast_loop" # Multicast datagrams come back to this machine
---| "receive_errors" # A receive raises the network's error reports, which name the unreachable peer; Linux only
---| "reuse_port" # Several sockets may bind one endpoint and share its datagrams, if all of them set it
---| "reuse_address" # Several sockets may bind one endpoint, if all of them set it
---| "segmentation_offload" # Consecutive datagrams may be sent in one system call (GSO); off by default, Linux only
---| "v6_only" # A v6 socket that exchanges no IPv4 datagrams; set it before bind

---The names of options whose value is an integer.
---@alias ip.udp.socket.quantity
---| "multicast_hops" # The number of routers that a multicast datagram may pass
---| "receive_buffer_size" # The size in bytes of the queue of received datagrams
---| "send_buffer_size" # The size in bytes of the queue of datagrams to send
---| "traffic_class" # The DSCP and ECN bits of sent datagrams
---| "unicast_hops" # The number of routers that a datagram may pass

---The names of options that change the multicast groups of the socket.
---@alias ip.udp.socket.membership
---| "join_multicast_group" # Joins a group, to receive its datagrams
---| "leave_multicast_group" # Leaves a group

---Information about the arrival of a datagram.
---@class datagram_arrival
---@field destination? ip.address The address to which it was sent
---@field local_address? ip.address An address of this machine that can answer, for `send_from`
---@field interface? integer The index of the interface on which it arrived
---@field hops? integer The TTL or hop limit with which it arrived
---@field time number The time when the kernel received it, in seconds since 1970
---@field length integer The datagram's own length

---A UDP socket. Its functions raise an `error` when they fail.
---@class ip.udp.socket
---@field is_open boolean True if the socket is open
---@field local_address ip.address The address of the local endpoint
---@field local_port integer The port of the local endpoint, or 0
---@field remote_address ip.address The address of the peer
---@field remote_port integer The port of the peer
local socket = {}

---Opens the socket. `sock.open("v4")` with a dot works too.
---@param address_family "v4"|"v6"|ip.address|string
---@overload fun(address_family: "v4"|"v6"|ip.address|string)
function socket:open(address_family) end

---Binds the socket to a local endpoint.
---@param addr ip.address|string
---@param port integer 0 means a free port that the kernel chooses
function socket:bind(addr, port) end

---Sets the peer: `send` sends to it, and only its datagrams are received. Opens a closed socket.
---@param addr ip.address|string
---@param port integer
function socket:connect(addr, port) end

---Closes the socket. Fibers that wait in one of its functions get `ECANCELED`.
function socket:close() end

---Wakes the waiting fibers with `ECANCELED`. The socket stays open and no datagram is lost.
function socket:cancel() end

---Disables receiving, sending or both. Fibers that wait in a receive get 0 bytes.
---@param what "receive"|"send"|"both"
function socket:shutdown(what) end

---Forgets the peer.
function socket:disconnect() end

---Takes over a descriptor, which must belong to a datagram socket of the family.
---@param address_family "v4"|"v6"|ip.address|string
---@param fd file_descriptor
function socket:assign(address_family, fd) end

---Returns the descriptor of the socket and closes this object. Queued datagrams stay queued.
---@return file_descriptor
function socket:release() end

---Returns the length of the next datagram, or 0 if none is queued.
---@param command "bytes_readable"
---@return integer
---@nodiscard
function socket:io_control(command) end

---Waits for a datagram and writes it to `buffer`. A datagram that is longer than the buffer is truncated.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return integer? length The datagram's own length, only if it was longer than the buffer
function socket:receive(buffer, flags) end

---Like `receive`, and also returns the endpoint of the sender.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return ip.address addr
---@return integer port
---@return integer? length The datagram's own length, only if it was longer than the buffer
function socket:receive_from(buffer, flags) end

---Like `receive_from`, and also returns information about the arrival. Linux only.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return ip.address addr
---@return integer port
---@return datagram_arrival info
function socket:receive_with_info(buffer, flags) end

---Like `send_to`, from one of this machine's addresses. With nil, the kernel chooses the address. Linux only.
---@async
---@param buffer byte_span
---@param remote_addr ip.address|string
---@param remote_port integer
---@param local_addr ip.address|string|nil
---@param interface? integer The index of the interface to send on
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send_from(buffer, remote_addr, remote_port, local_addr, interface, flags) end

---Sends the bytes of `buffer` to the peer as one datagram.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send(buffer, flags) end

---Sends the bytes of `buffer` to an endpoint as one datagram.
---@async
---@param buffer byte_span
---@param remote_addr ip.address|string
---@param remote_port integer
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send_to(buffer, remote_addr, remote_port, flags) end

---Like `receive_from`, without waiting: nil if no datagram has arrived, or if other fibers wait for a datagram.
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer? count
---@return ip.address? addr
---@return integer? port
---@return integer? length The datagram's own length, only if the buffer did not take all of it
function socket:try_receive_from(buffer, flags) end

---Like `send_to`, without waiting: nil if there is no room, or if other fibers wait for room.
---@param buffer byte_span
---@param remote_addr ip.address|string
---@param remote_port integer
---@param flags? integer See `ip.message_flag`
---@return integer? count
function socket:try_send_to(buffer, remote_addr, remote_port, flags) end

---Sets an option.
---@param opt ip.udp.socket.switch
---@param val boolean
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.quantity, val: integer)
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.membership, group: ip.address|string, interface?: ip.address|string|integer, source?: ip.address|string)
---@overload fun(self: ip.udp.socket, opt: "multicast_interface", interface: ip.address|string|integer)
function socket:set_option(opt, val) end

---Reads an option.
---@param opt ip.udp.socket.switch
---@return boolean
---@nodiscard
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.quantity): integer
function socket:get_option(opt) end

ip.udp.socket = {}

---Creates a socket that is not open.
---@return ip.udp.socket
---@nodiscard
function ip.udp.socket.new() end
