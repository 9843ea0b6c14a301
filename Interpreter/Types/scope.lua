---@meta _

---Calls `f(...)` and returns its results. When the scope is left, its registered handlers run, the last first.
---@async
---@param f async fun(...): ...
---@param ... any
---@return any ...
function scope(f, ...) end

---Registers a function to be called when the innermost scope is left.
---@param handler async fun()
function scope_cleanup_push(handler) end

---Removes the handler that was registered last in the innermost scope, and calls it unless `execute` is false.
---@async
---@param execute? boolean
function scope_cleanup_pop(execute) end
