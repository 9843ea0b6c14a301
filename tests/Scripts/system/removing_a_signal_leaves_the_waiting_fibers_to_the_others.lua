local signal = require "system".signal
local set = signal.set.new(10)
local fiber = spawn(function() return set:wait() end)
this_fiber.yield()
set:remove(10)
set:add(12)
signal.raise(12)
print(fiber:join())
