local show = dofile("../support/show.lua")
local sockets = dofile("support/sockets.lua")
local sock = sockets.bound()
local fibers = {}
for i = 1, 3 do
  fibers[i] = spawn(function()
    show(sock.receive_from, sock, byte_span.new(1)) show(sock.receive, sock, byte_span.new(1))
  end)
end
this_fiber.yield()
sock:close()
for i = 1, 3 do fibers[i]:join() end
