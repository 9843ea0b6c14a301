local show = dofile("../support/show.lua")
local time = require "time"
local point = time.system_clock.epoch()
for _, seconds in ipairs {0 / 0, math.huge, -math.huge, 1e10, -1e300, math.maxinteger, math.mininteger} do
  show(function() return point + seconds end)
  show(function() return point - seconds end)
  show(point.add, point, seconds)
  show(point.sub, point, seconds)
end
show(function() return point + 9e9 + 9e9 end)
show(point.add, point, "long")
show(point.add, point)
show(point.add, 5, 5)
show(function() point.seconds_since_epoch = 1 end)
show(function() return point.hours end)
print(point, point + 9223372036, point - 9223372036)
