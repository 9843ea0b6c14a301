local show = dofile("../support/show.lua")
local time = require "time"
local timer = time.steady_timer.new()
local function wait() show(timer.wait, timer) end
timer:expires_after(3600)
for _ = 1, 3 do spawn(wait) end
this_fiber.yield()
print(timer:expires_after(1800))
this_fiber.yield()
spawn(wait)
this_fiber.yield()
print(timer:expires_at(time.steady_clock.now()))
this_fiber.yield()
timer:wait()
print("expired")
