local time = require "time"
for _, kind in ipairs {"steady", "system"} do
  local clock, timer = time[kind .. "_clock"], time[kind .. "_timer"].new()
  print(timer.expiry == clock.epoch(), timer:expires_after(0.02), timer.expiry > clock.now())
  timer:wait()
  print(clock.now() >= timer.expiry)
  print(timer:expires_at(clock.now() + 0.01))
  timer:wait()
  print(clock.now() >= timer.expiry)
end
