-- The functions are shown as C functions, which they are only with the shortcuts.
-- env: MOONWIRE_DISABLE=
-- If a frame belongs to a function of Lua that moonwire replaces, or to a helper, debug shows moonwire's function.
local time = require "time"
local function f(co, level) return debug.getinfo(co, level, "f").func end
local outer
outer = coroutine.create(function()
  local inner = coroutine.create(function()
    print(f(outer, 0) == coroutine.resume)
    time.sleep(0)
    print(f(outer, 0) == coroutine.resume)
    coroutine.yield()
  end)
  coroutine.resume(inner)
  print(f(inner, 0) == coroutine.yield)
end)
coroutine.resume(outer)
pcall(function() print(debug.getinfo(2, "f").func == pcall) end)
xpcall(function() print(debug.getinfo(2, "f").func == xpcall) end, print)
local main = coroutine.running()
spawn(function() print(f(main, 0) == this_fiber.yield) end)
this_fiber.yield()
