---@meta future

---A value that is set later. Any number of fibers can wait for it.
---@class future
local future = {}

---Creates a promise and its future.
---@return promise
---@return future
---@nodiscard
function future.new() end

---Waits until the promise sets a value or an error. Returns all values that were set, or raises the error.
---@async
---@return any ...
function future:get() end

return future
