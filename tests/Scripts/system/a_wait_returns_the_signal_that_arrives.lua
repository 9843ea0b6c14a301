local signal = require "system".signal
local set = signal.set.new(signal.SIGUSR1, signal.SIGHUP)
local fiber = spawn(function() return set:wait() end)
this_fiber.yield()
signal.raise(signal.SIGHUP)
print(fiber:join() == signal.SIGHUP)
set:add(signal.SIGUSR2)
set:add(signal.SIGUSR2) -- adding it again is allowed
fiber = spawn(function() return set:wait() end)
this_fiber.yield()
signal.raise(signal.SIGUSR2)
print(fiber:join() == signal.SIGUSR2)
