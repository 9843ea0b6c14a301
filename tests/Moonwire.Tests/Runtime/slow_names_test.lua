local slow, time = require "slow_names", require "time"
local ticks, answered = 0, 0
local waiters = {}
for i = 1, 20 do
  waiters[i] = spawn(function()
    slow.lookup()
    answered = answered + 1
  end)
end
for _ = 1, 100 do
  time.sleep(0)
  ticks = ticks + 1
end
slow.park()
time.sleep(0)
assert(ticks == 100 and answered == 0)
slow.release()
for _, waiter in ipairs(waiters) do waiter:join() end
assert(answered == 20)
