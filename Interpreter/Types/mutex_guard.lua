---@meta _

---What `lock_guard` returns, for a `<close>` variable.
---@class mutex_guard
local mutex_guard = {}

---Unlocks the mutex before the end of the scope. Calling it again does nothing.
function mutex_guard:unlock() end
