---@meta group

---Holds fibers that end together: the first failure interrupts the others.
---@class group
local group = {}

---Creates a group without fibers.
---@return group
---@nodiscard
function group.new() end

---Creates a fiber of the group that calls `f(...)`.
---@overload fun(self: group, options: spawn_options, f: function, ...: any): fiber
---@param f async fun(...): ...
---@param ... any
---@return fiber
function group:spawn(f, ...) end

---Waits until every fiber has ended, and raises the first failure.
---@async
function group:wait() end

---Interrupts every fiber.
function group:interrupt() end

---Calls each function in a fiber of its own. Returns the first result of each.
---@async
---@param f async fun(): ...
---@param ... async fun(): ...
---@return any ...
function group.all(f, ...) end

---Calls each function in a fiber of its own. Returns the results of the first function that returns, and interrupts
---the other fibers.
---@async
---@param f async fun(): ...
---@param ... async fun(): ...
---@return any ...
function group.first(f, ...) end

---Calls `f(item, position)` for each item, in at most `limit` fibers at once. Returns the list of the first results.
---@async
---@param list any[]
---@param limit number
---@param f async fun(item: any, position: integer): any
---@return any[] results
function group.map(list, limit, f) end

return group
