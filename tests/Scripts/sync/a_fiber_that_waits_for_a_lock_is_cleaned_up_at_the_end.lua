local mutex = require "mutex"
local lost, passed = mutex.new(), mutex.new()
spawn(function() lost:lock() end) -- the fiber ends, and nobody can unlock the mutex
this_fiber.yield()
for i = 1, 3 do
  spawn(function()
    passed:lock()
    scope_cleanup_push(function() print("unlocked", i) passed:unlock() end)
    lost:lock()
    print("never")
  end)
end
this_fiber.yield()
error("main failed", 0)
