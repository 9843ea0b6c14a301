-- The order holds even if the owner asks again at once, and if a fiber calls try_lock at every moment.
local mutex = require "mutex"
local m = mutex.new()
m:lock()
local fibers = {}
for i = 1, 4 do
  fibers[i] = spawn(function()
    for _ = 1, 2 do
      m:lock()
      io.write(i, " ")
      this_fiber.yield()
      m:unlock()
    end
  end)
end
this_fiber.yield()
m:unlock()
print(m:try_lock())
m:lock()
print("main")
m:unlock()
for i = 1, 4 do fibers[i]:join() end
print()
