local system = require "system"
local signal = system.signal
local set = signal.set.new()

-- Another fiber may still add a signal. The wait is then for an external event.
local waiter = spawn(function() return set:wait() end)
this_fiber.yield()
set:add(signal.SIGUSR2)
set:remove(signal.SIGUSR2)
set:add(signal.SIGUSR1)
io.popen("kill -USR1 " .. system.getpid())
print(waiter:join() == signal.SIGUSR1)

waiter = spawn(function() local number = set:wait() return number end)
this_fiber.yield()
set:clear()
waiter:join()
