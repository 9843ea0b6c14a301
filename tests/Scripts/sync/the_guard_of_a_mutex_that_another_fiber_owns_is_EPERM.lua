local show = dofile("../support/show.lua")
local m = require "mutex".new()
local guard = m:lock_guard()
spawn(function() show(guard.unlock, guard) end):join()
for _, wrong in ipairs {m, {}, 1} do show(guard.unlock, wrong) end
show(guard.unlock)
guard = m.lock_guard
show(function()
  m:unlock()
  local _ <close> = m:lock_guard()
  m:unlock() -- behind the guard's back
end)
show(function() return guard(nil) end)
