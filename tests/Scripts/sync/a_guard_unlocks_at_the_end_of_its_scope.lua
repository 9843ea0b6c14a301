-- The guard unlocks if the scope ends, an error leaves it, or the fiber is interrupted, but not after guard:unlock().
local time = require "time"
for _, name in ipairs {"mutex", "recursive_mutex"} do
  local m = require(name).new()
  local function is_free() return spawn(function() return m:try_lock() and not m:unlock() end):join() end

  do
    local _ <close> = m:lock_guard()
    io.write(tostring(is_free()), " ")
  end
  print(is_free())

  print(pcall(function()
    local _ <close> = m:lock_guard()
    error("left", 0)
  end))
  print(is_free())

  local f = spawn(function()
    local _ <close> = m:lock_guard()
    time.sleep(1000)
  end)
  this_fiber.yield()
  f:interrupt()
  pcall(f.join, f)
  print(is_free())

  do
    local guard <close> = m:lock_guard()
    guard:unlock()
    guard:unlock()
    io.write(tostring(is_free()), " ")
    m:lock()
  end
  print(is_free())
  m:unlock()

  f = spawn(function()
    local _ <close> = m:lock_guard() -- waits for the mutex
    print("got it", is_free())
  end)
  m:lock()
  this_fiber.yield()
  m:unlock()
  f:join()
  print(is_free())
end
