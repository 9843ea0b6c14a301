-- COUNT fibers that sleep at the same time, from the first spawn to the last end.  moonwire sleepers_moonwire.lua COUNT
local time = require "time"
local count = tonumber(arg[1] or 100000)
local left = count
local t0 = time.steady_clock.now()
local function sleeper()
  time.sleep(0.001)
  left = left - 1
  if left == 0 then
    print(string.format("sleepers=%d seconds=%.3f", count, time.steady_clock.now() - t0))
  end
end
for _ = 1, count do spawn(sleeper) end
