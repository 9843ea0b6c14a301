local sockets = dofile("support/sockets.lua")
local sender, all, fibers = sockets.bound(), {}, {}
for i = 1, 100 do
  all[i] = sockets.bound()
  fibers[i] = spawn(function() return sockets.text(all[i]) end)
end
this_fiber.yield()
for i = 100, 1, -1 do sockets.send(sender, all[i], "to " .. i) end
for i = 1, 100 do assert(fibers[i]:join() == "to " .. i) all[i]:close() end
print("all heard")
