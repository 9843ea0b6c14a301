local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local done = false
spawn(function() while not done do this_fiber.yield() end end)
for i = 1, 100 do
  sockets.send(a, b, "datagram " .. i)
  assert(sockets.text(b) == "datagram " .. i)
end
done = true
print("received")
