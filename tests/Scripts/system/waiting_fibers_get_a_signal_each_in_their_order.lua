local signal = require "system".signal
local set = signal.set.new(10)
local fibers = {}
for i = 1, 3 do fibers[i] = spawn(function() set:wait() print("fiber", i) end) end
this_fiber.yield()
for _ = 1, 3 do signal.raise(10) end
for i = 1, 3 do fibers[i]:join() end
