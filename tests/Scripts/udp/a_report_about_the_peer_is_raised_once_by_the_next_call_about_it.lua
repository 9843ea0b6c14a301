-- A send to another endpoint meets the report about the connected peer. The next receive or send raises it, once.
local sockets = dofile("support/sockets.lua")
local bytes, lo = byte_span.append, ip.address.loopback_v4()
local live = sockets.bound()

local function met()
  local s, dead = ip.udp.socket.new(), sockets.dead_port()
  s:connect(lo, dead)
  s:send(bytes("x"))
  s:send_to(bytes("y"), lo, live.local_port)
  return s, dead
end

local s, dead = met()
local ok, e = pcall(s.send, s, bytes("z"))
print("send", ok, e.symbol, e.port == dead, (pcall(s.send, s, bytes("z"))))

s, dead = met()
ok, e = pcall(s.receive_from, s, byte_span.new(1))
print("receive_from", ok, e.symbol, e.port == dead)

local waiting = ip.udp.socket.new()
waiting:connect(lo, sockets.dead_port())
local receiver = spawn(function() return pcall(waiting.receive, waiting, byte_span.new(1)) end)
this_fiber.yield()
waiting:send(bytes("x"))
waiting:send_to(bytes("y"), lo, live.local_port)
ok, e = receiver:join()
print("a receive that waits", ok, e.symbol, e.port == waiting.remote_port)

s = met()
s:connect(lo, live.local_port)
print("another peer", pcall(s.send, s, bytes("z")))
