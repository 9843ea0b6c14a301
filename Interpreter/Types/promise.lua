---@meta _

---Sets the value of a future, once.
---@class promise
local promise = {}

---Sets the values that `get` of the future returns.
---@param ... any
function promise:set_value(...) end

---Sets an error that `get` of the future raises unchanged.
---@param e any Not nil
function promise:set_error(e) end
