local signal = require "system".signal
local set = signal.set.new(10, 12, 1)
for _, number in ipairs {12, 10, 1} do signal.raise(number) end
set:remove(10)
set:remove(10) -- removing it again is allowed
set:remove(28)
print(set, set:wait(), set:wait())
signal.raise(12)
set:clear()
set:add(1)
signal.raise(1)
print(set, set:wait())
