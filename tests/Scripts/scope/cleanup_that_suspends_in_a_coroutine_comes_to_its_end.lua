local time = require "time"
local function goodbye(name)
  return function()
    this_fiber.yield()
    time.sleep(0.001)
    print(name, pcall(time.with_timeout, 0.001, time.sleep, 60))
  end
end
local function variable(name) return setmetatable({}, {__close = goodbye(name)}) end
local function serve()
  scope_cleanup_push(goodbye "handler")
  local _ <close> = variable "variable"
  scope(function()
    scope_cleanup_push(goodbye "scope's handler")
    time.sleep(60)
  end)
end

local f = spawn(coroutine.wrap(serve))
this_fiber.yield()
f:interrupt()
print(pcall(f.join, f))

print(pcall(time.with_timeout, 0.001, coroutine.wrap(serve)))

local co = coroutine.create(function()
  local _ <close> = variable "closed"
  local _ <close> = setmetatable({}, {__close = function() print(pcall(coroutine.yield)) end})
  coroutine.yield()
end)
coroutine.resume(co)
spawn(function() print(coroutine.status(co), pcall(coroutine.close, co)) end)
print(coroutine.close(co))

-- The first error is kept, unless __close raises one.
local function failing(close)
  return coroutine.wrap(function()
    local _ <close> = setmetatable({}, {__close = close})
    error("first", 0)
  end)
end
print(pcall(failing(function() time.sleep(0.001) end)))
print(pcall(failing(function() time.sleep(0.001) error("second", 0) end)))
