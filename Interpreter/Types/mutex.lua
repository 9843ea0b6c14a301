---@meta mutex

---A lock for work that suspends in the middle. Fibers get it in the order in which they asked.
---@class mutex
local mutex = {}

---A mutex that nobody owns.
---@return mutex
---@nodiscard
function mutex.new() end

---Takes the mutex, or waits until it is this fiber's. No interruption point.
---@async
function mutex:lock() end

---The same as `lock`; leaving the scope of the `<close>` variable that holds the guard unlocks the mutex.
---@async
---@return mutex_guard
---@nodiscard
function mutex:lock_guard() end

---Takes the mutex if nobody owns it, and says whether it did.
---@return boolean
---@nodiscard
function mutex:try_lock() end

---Gives the mutex to the fiber that has waited longest.
function mutex:unlock() end

return mutex
