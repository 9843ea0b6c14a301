---@meta future

---A value that comes later. Any number of fibers can wait for it.
---@class future
local future = {}

---A promise and the future that belongs to it.
---@return promise
---@return future
---@nodiscard
function future.new() end

---Waits until the promise was kept. Returns all values that were set, or raises the error.
---@async
---@return any ...
function future:get() end

return future
