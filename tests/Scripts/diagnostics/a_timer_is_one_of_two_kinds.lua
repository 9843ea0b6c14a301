local time = require "time"
local t = time.timer.new()
