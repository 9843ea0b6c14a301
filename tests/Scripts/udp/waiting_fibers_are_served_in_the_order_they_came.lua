local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local fibers = {}
for i = 1, 5 do fibers[i] = spawn(function() print(i, sockets.text(b)) end) end
this_fiber.yield()
for i = 1, 5 do sockets.send(a, b, "datagram " .. i) end
for i = 1, 5 do fibers[i]:join() end
