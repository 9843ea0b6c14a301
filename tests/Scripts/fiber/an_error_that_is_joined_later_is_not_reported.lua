local f = spawn(function() error("mine", 0) end)
for _ = 1, 3 do this_fiber.yield() collectgarbage() end
print(pcall(f.join, f))
