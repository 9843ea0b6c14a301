local show, sockets = dofile("../support/show.lua"), dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local a, b, c = sockets.bound(family), sockets.bound(family), sockets.bound(family)
  b:connect(a.local_address, a.local_port)
  b:disconnect()
  show(function() return b.remote_address end)
  show(b.send, b, byte_span.new(1))
  b:connect(c.local_address, c.local_port) -- and may get another peer
  print(b:send(byte_span.append("hello")), sockets.text(c))
  b:disconnect()
  b:disconnect()
end
local closed = ip.udp.socket.new()
show(closed.disconnect, closed)
