local show = dofile("../support/show.lua")
local time = require "time"
local fiber
do
  local timer <close> = time.steady_timer.new()
  timer:expires_after(3600)
  fiber = spawn(function() show(timer.wait, timer) end)
  this_fiber.yield()
end
fiber:join()
