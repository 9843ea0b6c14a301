-- It would give a script the token that waiting coroutines yield, and resume a coroutine whose wait has not ended.
local time = require "time"
local outer
outer = coroutine.create(function()
  return coroutine.wrap(function() return debug.getinfo(outer, 0, "f").func, debug.getinfo(outer, 1, "f").func end)()
end)
for _, resume in ipairs {select(2, coroutine.resume(outer))} do
  local fiber = spawn(function() return pcall(resume, coroutine.create(function() time.sleep(0.001) end)) end)
  for _, value in ipairs {fiber:join()} do
    local metatable = type(value) == "userdata" and debug.getmetatable(value)
    if metatable then metatable.__close = nil end
  end
  pcall(time.sleep, 0)

  local co = coroutine.create(function() time.sleep(0.005) return "slept" end)
  local waits = spawn(coroutine.resume, co)
  this_fiber.yield()
  pcall(resume, co)
  waits:join()
end
print("survived")
