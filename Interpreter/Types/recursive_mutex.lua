---@meta recursive_mutex

---A mutex that its owner can lock again. It is free after as many unlocks.
---@class recursive_mutex
local recursive_mutex = {}

---A mutex that nobody owns.
---@return recursive_mutex
---@nodiscard
function recursive_mutex.new() end

---Takes the mutex, once more if the fiber owns it, or waits until it is this fiber's. No interruption point.
---@async
function recursive_mutex:lock() end

---The same as `lock`; leaving the scope of the `<close>` variable that holds the guard unlocks once.
---@async
---@return mutex_guard
---@nodiscard
function recursive_mutex:lock_guard() end

---Takes the mutex unless another fiber owns it, and says whether it did.
---@return boolean
---@nodiscard
function recursive_mutex:try_lock() end

---Takes one `lock` back. The last one gives the mutex to the fiber that has waited longest.
function recursive_mutex:unlock() end

return recursive_mutex
