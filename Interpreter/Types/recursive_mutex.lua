---@meta recursive_mutex

---A mutex that its owner can lock again. It is released after as many unlocks.
---@class recursive_mutex
local recursive_mutex = {}

---Creates a mutex that nobody owns.
---@return recursive_mutex
---@nodiscard
function recursive_mutex.new() end

---Acquires the mutex, once more if the fiber owns it, and waits for it if necessary. Not an interruption point.
---@async
function recursive_mutex:lock() end

---Acquires the mutex and returns a guard for a `<close>` variable. Leaving the scope of the variable unlocks it once.
---@async
---@return mutex_guard
---@nodiscard
function recursive_mutex:lock_guard() end

---Acquires the mutex unless another fiber owns it. Returns true if it did.
---@return boolean
---@nodiscard
function recursive_mutex:try_lock() end

---Undoes one `lock`. The last unlock gives the mutex to the fiber that has waited longest.
function recursive_mutex:unlock() end

return recursive_mutex
