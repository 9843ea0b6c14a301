local time = require("time")
local clock = time.steady_clock
local woken, all_sleep_in_time
repeat -- on a busy machine, a long sleep may begin much earlier than a short one and end first
  local start, fibers = clock.now(), {}
  woken = {}
  for i, ms in ipairs {450, 150, 300, 0} do
    fibers[i] = spawn(function() time.sleep(ms / 1000) woken[#woken + 1] = ms end)
  end
  this_fiber.yield()
  all_sleep_in_time = clock.now() - start < 0.15
  for _, fiber in ipairs(fibers) do fiber:join() end
until all_sleep_in_time
print(table.concat(woken, "\n"))
