local show = dofile("../support/show.lua")
local time = require "time"
for _, kind in ipairs {"steady_timer", "system_timer"} do
  local timer = time[kind].new()
  print(timer:cancel())
  timer:expires_after(3600)
  local expiry = timer.expiry
  for _ = 1, 2 do spawn(function() show(timer.wait, timer) end) end
  this_fiber.yield()
  print(timer:cancel(), timer:cancel())
  for _ = 1, 2 do this_fiber.yield() end
  print(timer.expiry == expiry)
  timer:expires_after(0)
  timer:wait()
  print("usable")
end
