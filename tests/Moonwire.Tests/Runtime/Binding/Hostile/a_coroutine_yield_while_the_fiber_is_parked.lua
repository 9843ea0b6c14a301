-- A count hook raises between parking and suspending. The fiber then yields to nobody, which ends it.
local time = require("time")
for n = 1, 40 do
  for _, wait in ipairs {function() time.sleep(0.001) end, this_fiber.yield} do
    spawn(function() time.sleep(0.0005) end)
    spawn(function()
      local left = n
      pcall(function()
        debug.sethook(function() left = left - 1 if left == 0 then debug.sethook() error("hook") end end, "", 1)
        wait()
      end)
      debug.sethook()
      coroutine.yield(1)
    end)
    spawn(function() time.sleep(0.0005) end)
  end
  time.sleep(0.002)
end
print("survived")
