local signal = require "system".signal
local set = signal.set.new(signal.SIGTERM, signal.SIGUSR1, signal.SIGINT)
for _, number in ipairs {15, 10, 15, 2, 10} do signal.raise(number) end
for _ = 1, 5 do io.write(set:wait(), " ") end
print()
