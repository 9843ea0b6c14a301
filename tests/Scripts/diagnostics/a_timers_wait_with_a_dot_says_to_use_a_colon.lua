local time = require "time"
local t = time.steady_timer.new()
t:expires_after(0.01)
t.wait()
