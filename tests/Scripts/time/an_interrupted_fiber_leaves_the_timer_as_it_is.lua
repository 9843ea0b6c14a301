local time = require "time"
local timer = time.steady_timer.new()
timer:expires_after(3600)
local expiry = timer.expiry
local function wait() timer:wait() end
local interrupted, other = spawn(wait), spawn(wait)
this_fiber.yield()
interrupted:interrupt()
interrupted:join()
print(interrupted.interruption_caught, timer.expiry == expiry)
print(timer:cancel(), select(2, pcall(other.join, other)))
timer:expires_after(0)
timer:wait()
print("usable")
