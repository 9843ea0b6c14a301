local time = require "time"
local timer = time.steady_timer.new()
timer:start(1)
