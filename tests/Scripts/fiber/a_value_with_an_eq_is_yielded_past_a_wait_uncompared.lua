-- A yielded value is examined, to find out whether the coroutine waits. This must not call the script.
local time = require "time"
local value = io.tmpfile()
debug.setmetatable(value, {__eq = function() error "compared" end, __gc = getmetatable(io.stdout).__gc})
local co = coroutine.wrap(function(...)
  time.sleep(0)
  coroutine.yield(value)
  this_fiber.yield()
  coroutine.yield(value, value)
  return value
end)
print(rawequal(co(), value), select("#", co()), rawequal(co(), value))
