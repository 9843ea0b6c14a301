-- The shim of mutex and of recursive_mutex.

local native, host = ...
local define, error, type, getmetatable, setmetatable = host.define, error, type, getmetatable, setmetatable
local mt = native.mutex or native.recursive_mutex
local lock, unlock = define(native.lock), define(native.unlock)

-- What a <close> variable holds while the fiber owns a mutex: { the mutex, or false once it was unlocked }.
-- Mutexes of both kinds have guards of one type.
local guard_mt = host.mutex_guard
if not guard_mt then
  guard_mt = {__name = "mutex_guard"}
  host.mutex_guard = guard_mt

  local function release(self)
    if getmetatable(self) ~= guard_mt then
      local e = host.new_error("generic", native.EINVAL)
      e.arg, e.operation, e.detail = 1, "unlock", "mutex_guard expected, got " .. type(self)
      error(e, 0)
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

-- The guard is made first, so that a lack of memory leaves nothing locked.
local function lock_guard(self)
  local guard = setmetatable({false}, guard_mt)
  lock(self)
  guard[1] = self
  return guard
end

host.members(mt, {
  lock = lock,
  try_lock = define(native.try_lock),
  unlock = unlock,
  lock_guard = lock_guard,
}, {})

return {new = define(native.new)}
