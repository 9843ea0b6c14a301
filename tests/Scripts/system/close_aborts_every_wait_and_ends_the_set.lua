local system = require "system"
local set = system.signal.set.new(10)
local fiber = spawn(function() set:wait() end)
this_fiber.yield()
set:close()
set:close()
print(pcall(fiber.join, fiber))
for _, name in ipairs {"wait", "cancel", "clear"} do print(name, pcall(set[name], set)) end
print(pcall(set.add, set, 10))
print(pcall(set.remove, set, 10))
print(set)
