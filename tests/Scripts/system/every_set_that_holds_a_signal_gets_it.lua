local signal = require "system".signal
local one, two, other = signal.set.new(10), signal.set.new(10, 12), signal.set.new(12)
signal.raise(10)
print(one:wait(), two:wait())
signal.raise(12)
print(other:wait(), two:wait())
