local time = require "time"
local timer = time.steady_timer.new()
timer:expires_after(0.02)
local fibers = {}
for i = 1, 4 do
  fibers[i] = spawn(function()
    timer:wait()
    print(i)
  end)
end
for i = 1, 4 do fibers[i]:join() end
