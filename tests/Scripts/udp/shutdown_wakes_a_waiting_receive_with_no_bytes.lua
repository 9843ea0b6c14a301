local show, sockets = dofile("../support/show.lua"), dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local a, b = sockets.bound(family), sockets.bound(family)
  show(b.shutdown, b, "both")
  b:connect(a.local_address, a.local_port)
  show(b.shutdown, b, "nothing")
  show(b.shutdown, b)
  local waiting = {}
  for i = 1, 2 do waiting[i] = spawn(function() return b:receive_from(byte_span.new(4)) end) end
  this_fiber.yield()
  b:shutdown("receive")
  for i = 1, 2 do
    local count, address, port = waiting[i]:join()
    print(count, address, port == a.local_port)
  end
  print(b:receive(byte_span.new(4)))
  print(sockets.send(b, a, "still sends"))
  b:shutdown("send")
  show(b.send, b, byte_span.new(1))
end
local closed = ip.udp.socket.new()
show(closed.shutdown, closed, "both")
