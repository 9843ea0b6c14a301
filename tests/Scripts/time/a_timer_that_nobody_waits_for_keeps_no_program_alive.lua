local time = require "time"
local timer = time.steady_timer.new()
timer:expires_after(3600)
spawn(function() pcall(timer.wait, timer) end)
this_fiber.yield()
timer:cancel()
print("ends at once, although the timer has not expired")
