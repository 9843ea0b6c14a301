-- Futures that are set, failed, broken and waited for; some refer to themselves. Memory and registry are as before.
local future, mutex = require "future", require "mutex"
local condition_variable = require "condition_variable"

local function resident()
  local file = io.open("/proc/self/status")
  if not file then return 0 end
  local text = file:read("a")
  file:close()
  return tonumber(text:match("VmRSS:%s*(%d+)"))
end

local function batch(size)
  for i = 1, size do
    local p, f = future.new()
    if i % 5 == 0 then p:set_value({p, f})
    elseif i % 5 == 1 then p:set_value(f, p, ("x"):rep(100) .. i)
    elseif i % 5 == 2 then p:set_error({f})
    elseif i % 100 == 3 then
      spawn(function() pcall(f.get, f) end)
    end
    local m, c = mutex.new(), condition_variable.new()
    local _ <close> = m:lock_guard()
    c:notify_all()
  end
  for _ = 1, 3 do
    collectgarbage()
    this_fiber.yield()
  end
end

for _ = 1, 20 do batch(500) end
local kilobytes, before = collectgarbage("count"), resident()
for _ = 1, 200 do batch(500) end
print(collectgarbage("count") - kilobytes < 500, resident() - before < 32 * 1024)
