-- Fibers are notified in the order of their waits. A notification without waiting fibers has no later effect.
local m, c = require "mutex".new(), require "condition_variable".new()
local inside
local function waiter(name)
  m:lock()
  c:wait(m)
  assert(not inside and not m:try_lock())
  inside = name
  this_fiber.yield()
  print(name, inside)
  inside = nil
  m:unlock()
end
c:notify_one()
c:notify_all()
local fibers = {}
for i = 1, 5 do fibers[i] = spawn(waiter, i) end
this_fiber.yield()
c:notify_one() -- without the mutex
for _ = 1, 5 do this_fiber.yield() end
print("one")
m:lock()
c:notify_all()
c:notify_one()
this_fiber.yield()
print("main")
m:unlock()
for i = 1, 5 do fibers[i]:join() end
local late = spawn(waiter, "late")
for _ = 1, 5 do this_fiber.yield() end
print("late waits")
c:notify_all()
late:join()
