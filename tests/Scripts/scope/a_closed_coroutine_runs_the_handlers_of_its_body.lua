local function named(name) return function() print(name) end end
local co = coroutine.create(function()
  scope_cleanup_push(named "its first")
  local _ <close> = setmetatable({}, {__close = named "its variable"})
  scope(function()
    scope_cleanup_push(named "its scope's")
    coroutine.yield()
  end)
end)
coroutine.resume(co)
print(coroutine.close(co))
print(coroutine.close(co), coroutine.status(co))

-- A coroutine that is dropped runs no handlers.
co = coroutine.create(function() scope_cleanup_push(named "never") coroutine.yield() end)
coroutine.resume(co)
co = nil
collectgarbage()
