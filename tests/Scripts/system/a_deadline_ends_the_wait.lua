local system, time = require "system", require "time"
local set = system.signal.set.new(10)
print(pcall(time.with_timeout, 0.001, function() set:wait() end))
system.signal.raise(10)
print(set:wait())
