-- The raw managed functions behind the shims park the fiber, which then runs to its end.
local time = require("time")
local _, yield = debug.getupvalue(this_fiber.yield, 1)
yield = yield or function() end
local _, sleep = debug.getupvalue(time.sleep, 1)
sleep = sleep or function() end
for _, park in ipairs {yield, sleep} do
  spawn(function() park(0.001) end)
  spawn(function() park(0.001) park(0.001) end)
  spawn(function() park(0.001) pcall(this_fiber.yield) end)
  spawn(function() park(0.001) pcall(time.sleep, 0.002) end)
end
for _ = 1, 20 do collectgarbage() time.sleep(0.001) end
print("survived")
