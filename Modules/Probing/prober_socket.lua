-- The sockets of a probe. They are not connected and read the queue of ICMP reports, so that answers from other
-- endpoints and the senders of reports are seen.
local time = require "moonwire.time"
local new, span, pcall = ip.udp.socket.new, byte_span.new, pcall
local any_v4, any_v6 = ip.address.any_v4, ip.address.any_v6
local tostring, setmetatable, append = tostring, setmetatable, byte_span.append
local with_timeout, clock, wall = time.with_timeout, time.steady_clock.now, time.system_clock.now
local LONGEST <const> = 65535
local PEEK <const> = ip.message_flag.peek | ip.message_flag.truncate

local sockets = {}

-- Returns the time of the steady clock in seconds.
function sockets.now() return clock().seconds_since_epoch end
local now = sockets.now

local mt = {}
mt.__index = mt

-- Asks for the length first, because a buffer for each of many sockets would need much memory.
local function take(sock, empty)
  local length = sock:receive_with_info(empty, PEEK)
  local buffer = span(length)
  local _, address, port, info = sock:receive_with_info(buffer)
  return tostring(buffer), address, port, info
end

-- Does so on systems that tell nothing about a datagram's arrival.
local function take_plainly(sock)
  local buffer = span(LONGEST)
  local length, address, port = sock:receive_from(buffer)
  return tostring(buffer:slice(1, length)), address, port
end

local function prepare(sock, settings, address, any_port)
  sock:open(address)
  if address.is_v6 and not settings.is_dual then sock:set_option("v6_only", true) end
  sock:set_option("broadcast", true)
  local is_linux = pcall(sock.set_option, sock, "receive_errors", true)
  sock:bind(settings.source_address or address.is_v6 and any_v6() or any_v4(), any_port and 0 or settings.source_port)
  if settings.interface_index and address.is_multicast then
    sock:set_option("multicast_interface", settings.interface_index)
  end
  return is_linux
end

-- Opens a socket for the address's family, bound to --source. If any_port is true, the system chooses the port. The
-- system's choice is not the port `asked`, because a socket that asks its own port could be its own peer. Returns nil
-- and the error on failure.
function sockets.open(settings, address, any_port, asked)
  local sock = new()
  local ok, e = pcall(prepare, sock, settings, address, any_port)
  if ok and sock.local_port == asked and settings.source_port == 0 then
    local first <close> = sock -- keeps its port until the next socket has another port
    sock = new()
    ok, e = pcall(prepare, sock, settings, address, any_port)
  end
  if not ok then
    if sock.is_open then sock:close() end
    return nil, e
  end
  return setmetatable({
    sock = sock, empty = span(0), interface = settings.interface_index, port = sock.local_port,
    take = e and take or take_plainly,
  }, mt)
end

-- Sends bytes. Returns the steady and the wall-clock time of the send, or nil and the error.
function mt:send(bytes, address, port)
  local sock, buffer = self.sock, append(bytes)
  local at, wall_at = now(), wall()
  local ok, e
  if self.interface then
    ok, e = pcall(sock.send_from, sock, buffer, address, port, nil, self.interface)
  else
    ok, e = pcall(sock.send_to, sock, buffer, address, port)
  end
  if not ok then return nil, e end
  return at, wall_at.seconds_since_epoch
end

local NOTHING <const> = {symbol = "ETIMEDOUT"}

-- Does not wait, because a deadline of 0 seconds could pass between the length and the datagram.
local function take_arrived(self)
  if not self.sock:try_receive_from(self.empty, PEEK) then return nil, NOTHING end
  return self.take(self.sock, self.empty)
end

local function result(ok, bytes, ...)
  if ok then return bytes, ... end
  return nil, bytes
end

-- Waits for a datagram for at most `seconds`, or does not wait if `seconds` is 0. Returns the bytes, the sender's
-- address and port, and the facts about the arrival; or nil and an error.
function mt:receive(seconds)
  if seconds > 0 then
    local ok, bytes, address, port, info = pcall(with_timeout, seconds, self.take, self.sock, self.empty)
    if ok or bytes.symbol ~= "ETIMEDOUT" then return result(ok, bytes, address, port, info) end
    -- A process that was stopped may wake up after the time, with a datagram that arrived in time.
  end
  return result(pcall(take_arrived, self))
end

function mt:wake() self.sock:cancel() end

function mt:close() self.sock:close() end

return sockets
