local time = require "time"
local other = spawn(function() end)
this_fiber.forbid_suspend()
this_fiber.forbid_suspend()
this_fiber.allow_suspend()
for name, f in pairs {yield = this_fiber.yield} do
  local ok, e = pcall(f)
  print(name, ok, e, e.code, e.category, e.symbol)
end
print(select(2, pcall(time.sleep, 0)).symbol, select(2, pcall(other.join, other)).symbol)
print(select(2, pcall(coroutine.wrap(function() time.sleep(0) end))).symbol)
this_fiber.allow_suspend()
this_fiber.yield()
local ok, e = pcall(this_fiber.allow_suspend)
print(ok, e, e.code, e.category)
other:join()
