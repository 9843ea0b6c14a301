local time = require "time"
local early = 0
for i = 1, 200 do
  local seconds = i * 1e-6
  local start = time.steady_clock.now()
  time.sleep(seconds)
  if time.steady_clock.now() < start + seconds then early = early + 1 end
end
print(early)
