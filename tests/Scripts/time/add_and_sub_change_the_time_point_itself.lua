local time = require "time"
local point = time.steady_clock.epoch()
local same, copy = point, point + 0
print(select("#", point:add(2.5)), select("#", point:sub(1)))
print(point.seconds_since_epoch, same == point, copy.seconds_since_epoch)
