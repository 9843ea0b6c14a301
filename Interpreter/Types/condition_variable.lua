---@meta condition_variable

---Lets fibers wait until others have changed something that a mutex protects.
---@class condition_variable
local condition_variable = {}

---Creates a condition variable.
---@return condition_variable
---@nodiscard
function condition_variable.new() end

---Unlocks the mutex, waits for a notification, and locks the mutex again. It does so even if the wait fails.
---@async
---@param m mutex A mutex that the fiber owns
function condition_variable:wait(m) end

---Ends the wait of the fiber that has waited longest, if any fiber waits.
function condition_variable:notify_one() end

---Ends the wait of every waiting fiber.
function condition_variable:notify_all() end

return condition_variable
