---@meta _

---The names of options whose value is a boolean.
---@alias ip.udp.socket.switch
---| "broadcast" # Sending to broadcast addresses is allowed
---| "debug" # The system records debugging information
---| "do_not_route" # Send to directly connected machines only
---| "multicast_loop" # Multicast datagrams come back to this machine
---| "reuse_address" # Several sockets may bind one endpoint, if all of them set it
---| "v6_only" # A v6 socket that exchanges no IPv4 datagrams; set it before bind

---The names of options whose value is an integer.
---@alias ip.udp.socket.quantity
---| "multicast_hops" # How many routers a multicast datagram may pass
---| "receive_buffer_size" # How many bytes are kept that nobody has received
---| "send_buffer_size" # How many bytes may be waiting to be sent
---| "unicast_hops" # How many routers a datagram may pass

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

---Waits for a datagram and writes it to `buffer`. What is longer than the buffer is cut.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
function socket:receive(buffer, flags) end

---As `receive`; also returns the endpoint of the sender.
---@async
---@param buffer byte_span
---@param flags? integer See `ip.message_flag`
---@return integer count
---@return ip.address addr
---@return integer port
function socket:receive_from(buffer, flags) end

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
