local show, sockets = dofile("../support/show.lua"), dofile("support/sockets.lua")
for _, family in ipairs {"v4", "v6"} do
  local a, b = sockets.bound(family), sockets.bound(family)
  local waiter = spawn(function() show(b.receive, b, byte_span.new(4)) end)
  this_fiber.yield()
  local port = b.local_port
  local fd = b:release()
  waiter:join()
  print(b.is_open, tostring(fd):match("^/dev/fd/%d+$") ~= nil)
  for i = 1, 3 do a:send_to(byte_span.append("kept " .. i), a.local_address, port) end
  local c = ip.udp.socket.new()
  c:assign(family, fd)
  print(c.is_open, c.local_port == port)
  for _ = 1, 3 do print(sockets.text(c)) end
  show(fd.close, fd)
  show(b.release, b)
end
