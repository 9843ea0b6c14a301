local system, time = require "system", require "time"
local child <close> = system.spawn{program = "sleep", arguments = {"sleep", "1000"}}
print(select(2, pcall(time.with_timeout, 0.01, child.wait, child)).symbol)
local f = spawn(function() child:wait() end)
this_fiber.yield()
f:interrupt()
f:join()
print(f.interruption_caught, child.exit_code)
local waiters = {}
for i = 1, 3 do waiters[i] = spawn(function() return child:wait() end) end
this_fiber.yield()
child:kill(system.signal.SIGKILL)
for _, w in ipairs(waiters) do print(w:join()) end
