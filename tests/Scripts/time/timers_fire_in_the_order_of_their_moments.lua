local time = require "time"
for _, ms in ipairs {300, 100, 200} do
  spawn(function()
    local timer = (ms == 200 and time.system_timer or time.steady_timer).new()
    timer:expires_after(ms / 1000)
    timer:wait()
    print(ms)
  end)
end
