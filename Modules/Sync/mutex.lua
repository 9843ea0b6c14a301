-- The shim of the modules mutex and recursive_mutex.

local native, host = ...
local define, fail, type, getmetatable, setmetatable = host.define, host.fail, type, getmetatable, setmetatable
local mt = native.mutex or native.recursive_mutex
local guard, unlock = define(native.guard), define(native.unlock)

-- The type of guards, for <close> variables: { the mutex, or false after it was unlocked }.
-- Mutexes of both kinds have guards of this type.
local guard_mt = host.mutex_guard
if not guard_mt then
  guard_mt = {__name = "mutex_guard"}
  host.mutex_guard = guard_mt

  local function release(self)
    if getmetatable(self) ~= guard_mt then
      fail("generic", native.EINVAL, "unlock", 1, "mutex_guard expected, got " .. type(self))
    end
    local mutex = self[1]
    if mutex then
      self[1] = false
      mutex:unlock()
    end
  end

  host.members(guard_mt, {unlock = release}, {})
  guard_mt.__close = release
end

-- The guard is made before the lock, because the mutex would stay locked if there were no memory for the guard.
local function lock_guard(self)
  local result = setmetatable({false}, guard_mt)
  guard(self)
  result[1] = self
  return result
end

host.members(mt, {
  lock = define(native.lock),
  try_lock = define(native.try_lock),
  unlock = unlock,
  lock_guard = lock_guard,
}, {})

return {new = define(native.new)}
