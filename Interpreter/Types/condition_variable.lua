---@meta condition_variable

---Lets fibers wait until others have changed something that a mutex protects.
---@class condition_variable
local condition_variable = {}

---A condition variable that nobody waits on.
---@return condition_variable
---@nodiscard
function condition_variable.new() end

---Unlocks the mutex, waits for a notification, and locks the mutex again, however the wait ended.
---@async
---@param m mutex One that the fiber owns
function condition_variable:wait(m) end

---Ends the wait of the fiber that has waited longest, if there is one.
function condition_variable:notify_one() end

---Ends the wait of every fiber that waits now.
function condition_variable:notify_all() end

return condition_variable
