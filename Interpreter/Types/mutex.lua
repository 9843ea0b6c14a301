---@meta mutex

---A lock for work that suspends in the middle. Waiting fibers acquire it in the order of their calls.
---@class mutex
local mutex = {}

---Creates a mutex that nobody owns.
---@return mutex
---@nodiscard
function mutex.new() end

---Acquires the mutex, and waits for it if necessary. Not an interruption point.
---@async
function mutex:lock() end

---Acquires the mutex and returns a guard for a `<close>` variable. Leaving the scope of the variable unlocks the mutex.
---@async
---@return mutex_guard
---@nodiscard
function mutex:lock_guard() end

---Acquires the mutex if nobody owns it. Returns true if it did.
---@return boolean
---@nodiscard
function mutex:try_lock() end

---Gives the mutex to the fiber that has waited longest.
function mutex:unlock() end

return mutex
