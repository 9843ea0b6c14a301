local fibers, sum = {}, 0
for i = 1, 10000 do fibers[i] = spawn(function() this_fiber.yield() return i end) end
for i = 1, 10000 do sum = sum + fibers[i]:join() end
print(sum)
