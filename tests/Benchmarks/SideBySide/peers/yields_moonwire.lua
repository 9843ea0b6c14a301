-- Two fibers that take turns, COUNT yields in all.  moonwire yields_moonwire.lua COUNT
local time = require "time"
local count = tonumber(arg[1] or 1000000)
local yield = this_fiber.yield
local function turns()
  for _ = 1, count / 2 do yield() end
end
local t0 = time.steady_clock.now()
local one, other = spawn(turns), spawn(turns)
one:join()
other:join()
print(string.format("yields=%d seconds=%.3f", count, time.steady_clock.now() - t0))
