local time = require "time"
local m, c = require "mutex".new(), require "condition_variable".new()
local p, f = require "future".new()

print(pcall(time.with_timeout, 0.001, f.get, f))
p:set_value("late")
print(time.with_timeout(1000, f.get, f))

m:lock()
local e = select(2, pcall(time.with_timeout, 0.001, c.wait, c, m))
print(e, e.detail)
print(m:try_lock())
local other = spawn(function()
  local ok, late = pcall(time.with_timeout, 0.001, function()
    m:lock()
    print("locked")
    time.sleep(1000)
  end)
  print(ok, late)
  m:unlock()
end)
this_fiber.yield() -- the other fiber's deadline begins
time.sleep(0.002) -- and has passed after this
print("unlock")
m:unlock()
other:join()
c:notify_one()
print(m:try_lock())
