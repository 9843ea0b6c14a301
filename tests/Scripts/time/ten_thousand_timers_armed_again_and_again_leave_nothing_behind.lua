local time = require "time"
local timers, aborted = {}, 0
for i = 1, 10000 do timers[i] = time.steady_timer.new() end
local function waiter(timer)
  local ok = pcall(timer.wait, timer)
  if not ok then aborted = aborted + 1 end
end
local function round()
  for _, timer in ipairs(timers) do
    timer:expires_after(3600)
    spawn(waiter, timer)
  end
  this_fiber.yield()
  local count = 0
  for i, timer in ipairs(timers) do
    count = count + (i % 2 == 0 and timer:cancel() or timer:expires_after(3600))
  end
  this_fiber.yield()
  collectgarbage() collectgarbage()
  return count, collectgarbage("count")
end
local function resident()
  local file = io.open("/proc/self/statm")
  if not file then return 0 end
  local _, pages = file:read("n", "n")
  file:close()
  return pages * 4
end
for _ = 1, 12 do round() end -- until .NET has collected too, at a time of its own choice
local _, before = round()
local resident_before = resident()
for _ = 1, 6 do print((round())) end
local _, after = round()
print(aborted, after - before < 256, resident() - resident_before < 32 * 1024)
