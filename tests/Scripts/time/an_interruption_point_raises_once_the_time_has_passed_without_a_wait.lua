local show = dofile("../support/show.lua")
local time = require "time"
local clock = time.steady_clock

local function work(seconds)
  local start = clock.now()
  while clock.now() - start < seconds do end
end

show(time.with_timeout, 0.001, function()
  work(0.002)
  this_fiber.yield()
  print("not reached")
end)
show(time.with_timeout, 0, this_fiber.yield)
show(time.with_timeout, 0.001, function()
  work(0.002)
  return "nothing was waited for"
end)
show(time.with_timeout, 60, function()
  work(0.002)
  this_fiber.yield()
  return "in time"
end)
