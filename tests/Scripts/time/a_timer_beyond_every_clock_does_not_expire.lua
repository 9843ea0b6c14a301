local time = require "time"
for _, kind in ipairs {"steady_timer", "system_timer"} do
  spawn(function()
    local timer = time[kind].new()
    timer:expires_after(1e300)
    timer:wait()
    print("never")
  end)
end
time.sleep(0.02)
os.exit(0)
