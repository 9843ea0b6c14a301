---@meta _

---The names of options whose value is a boolean.
---@alias ip.udp.socket.switch
---| "broadcast" # Sending to broadcast addresses is allowed
---| "debug" # The system records debugging information
---| "do_not_route" # Send to directly connected machines only
---| "multicast_loop" # Multicast datagrams come back to this machine
---| "receive_errors" # A receive raises what the network reports, naming the peer that was unreachable; Linux only
---| "reuse_port" # Several sockets may bind one endpoint and share its datagrams, if all of them set it
---| "reuse_address" # Several sockets may bind one endpoint, if all of them set it
---| "segmentation_offload" # Datagrams of a run may be handed to the kernel together; off by default, Linux only
---| "v6_only" # A v6 socket that exchanges no IPv4 datagrams; set it before bind

---The names of options whose value is an integer.
---@alias ip.udp.socket.quantity
---| "multicast_hops" # How many routers a multicast datagram may pass
---| "receive_buffer_size" # How many bytes are kept that nobody has received
---| "send_buffer_size" # How many bytes may be waiting to be sent
---| "traffic_class" # The DSCP and ECN bits of what is sent
---| "unicast_hops" # How many routers a datagram may pass

---The names of options that change what multicast the socket takes part in.
---@alias ip.udp.socket.membership
---| "join_multicast_group" # Receives what is sent to a group
---| "leave_multicast_group" # Takes that back

---How a datagram arrived.
---@class datagram_arrival
---@field destination? ip.address The address that it was sent to
---@field local_address? ip.address An address of this machine that can answer, for `send_from`
---@field interface? integer The index of the interface that it came in by
---@field time number When the system received it, in seconds since 1970
---@field length integer The datagram's own length

---A UDP socket. Its functions raise an `error` when they fail.
---@class ip.udp.socket
---@field is_open boolean Whether the socket is open
---@field local_address ip.address The address of the local endpoint
---@field local_port integer Its port, 0 if there is none yet
---@field remote_address ip.address The address of the peer
---@field remote_port integer Its port
local socket = {}

---Opens the socket. `sock.open("v4")` with a dot does the same.
---@param address_family "v4"|"v6"|ip.address
---@overload fun(address_family: "v4"|"v6"|ip.address)
function socket:open(address_family) end

---Gives the socket its local endpoint.
---@param addr ip.address|string
---@param port integer 0 has the system choose a free one
function socket:bind(addr, port) end

---Sets the peer: `send` goes there, and only its datagrams are received. Opens a closed socket.
---@param addr ip.address
---@param port integer
function socket:connect(addr, port) end

---Closes the socket. Fibers that wait in one of its functions get `ECANCELED`.
function socket:close() end

---Wakes the fibers that wait, with `ECANCELED`. The socket stays open and no datagram is lost.
function socket:cancel() end

---Disables receiving, sending or both. Fibers that wait in a receive get 0 bytes.
---@param what "receive"|"send"|"both"
function socket:shutdown(what) end

---Forgets the peer.
function socket:disconnect() end

---Takes over a descriptor, which must be a datagram socket of the family.
---@param address_family "v4"|"v6"|ip.address
---@param fd file_descriptor
function socket:assign(address_family, fd) end

---Gives the system's socket away and closes this one. Queued datagrams stay queued.
---@return file_descriptor
function socket:release() end

---The length of the next datagram, 0 without one.
---@param command "bytes_readable"
---@return integer
---@nodiscard
function socket:io_control(command) end

---Waits for a datagram and writes it to `buffer`. What is longer than the buffer is cut.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return integer? length The datagram's own length, only if the buffer did not take all of it
function socket:receive(buffer, flags) end

---As `receive`; also returns the endpoint of the sender.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return ip.address addr
---@return integer port
---@return integer? length The datagram's own length, only if the buffer did not take all of it
function socket:receive_from(buffer, flags) end

---As `receive_from`; also returns how the datagram arrived. Linux only.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return ip.address addr
---@return integer port
---@return datagram_arrival info
function socket:receive_with_info(buffer, flags) end

---As `send_to`, from one of this machine's addresses, nil being the system's choice. Linux only.
---@async
---@param buffer byte_span
---@param remote_addr ip.address
---@param remote_port integer
---@param local_addr ip.address|nil
---@param interface? integer The index of the interface to leave by
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send_from(buffer, remote_addr, remote_port, local_addr, interface, flags) end

---Sends the bytes of `buffer` to the peer as one datagram.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send(buffer, flags) end

---As `send`, to an endpoint.
---@async
---@param buffer byte_span
---@param remote_addr ip.address
---@param remote_port integer
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:send_to(buffer, remote_addr, remote_port, flags) end

---Sets an option.
---@param opt ip.udp.socket.switch
---@param val boolean
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.quantity, val: integer)
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.membership, group: ip.address, interface?: ip.address|string|integer, source?: ip.address)
---@overload fun(self: ip.udp.socket, opt: "multicast_interface", interface: ip.address|string|integer)
function socket:set_option(opt, val) end

---Reads an option.
---@param opt ip.udp.socket.switch
---@return boolean
---@nodiscard
---@overload fun(self: ip.udp.socket, opt: ip.udp.socket.quantity): integer
function socket:get_option(opt) end

ip.udp.socket = {}

---A socket that is not open.
---@return ip.udp.socket
---@nodiscard
function ip.udp.socket.new() end
