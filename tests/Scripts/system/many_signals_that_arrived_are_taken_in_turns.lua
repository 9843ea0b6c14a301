local signal = require "system".signal
local set = signal.set.new(10)
for _ = 1, 100 do signal.raise(10) end
local others = 0
spawn(function() while others < 5 do others = others + 1 this_fiber.yield() end end)
for _ = 1, 100 do set:wait() end
print(others > 0)
