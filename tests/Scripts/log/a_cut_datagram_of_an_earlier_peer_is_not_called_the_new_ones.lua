-- env: MOONWIRE_READINESS=default
local function bound(address)
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(address, 0)
  return s
end
local small, long = byte_span.new(3), byte_span.append("too long")
local earlier, later = bound("127.0.0.2"), bound("127.0.0.3")

local s = bound("127.0.0.1") -- not connected when the datagram was sent
earlier:send_to(long, s.local_address, s.local_port)
s:connect(later.local_address, later.local_port)
print(s:receive(small))

s = bound("127.0.0.1") -- connected to the earlier peer, and already waiting
s:connect(earlier.local_address, earlier.local_port)
local waiting = spawn(function() return s:receive(small) end)
this_fiber.yield()
earlier:send_to(byte_span.append("ok"), s.local_address, s.local_port)
print(waiting:join())
waiting = spawn(function() return s:receive(small) end)
this_fiber.yield()
earlier:send_to(long, s.local_address, s.local_port)
s:connect(later.local_address, later.local_port)
print(waiting:join())
