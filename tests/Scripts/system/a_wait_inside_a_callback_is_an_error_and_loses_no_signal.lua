local signal = require "system".signal
local set = signal.set.new(10)
signal.raise(10)
print(pcall(table.sort, {2, 1}, function() set:wait() end))
print(set:wait())
