---@meta _

---The result of `lock_guard`, for a `<close>` variable.
---@class mutex_guard
local mutex_guard = {}

---Unlocks the mutex before the end of the scope. Calling it again does nothing.
function mutex_guard:unlock() end
