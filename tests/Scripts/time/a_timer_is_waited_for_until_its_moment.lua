local time = require "time"
for _, kind in ipairs {"steady", "system"} do
  local clock, timer = time[kind .. "_clock"], time[kind .. "_timer"].new()
  local start = clock.now()
  print(timer.expiry == clock.epoch(), timer:expires_after(0.02), timer.expiry >= start + 0.02)
  timer:wait()
  print(clock.now() >= timer.expiry)
  print(timer:expires_at(clock.now() + 0.01))
  timer:wait()
  print(clock.now() >= timer.expiry)
end
