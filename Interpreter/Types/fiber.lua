---@meta _

---The handle of a fiber.
---@class fiber
local fiber = {}

---Waits until the fiber has ended. Returns what its function returned, or raises the error that ended it.
---@async
---@return any ...
function fiber:join() end

---Makes a new fiber that calls `f(...)`. It runs when the current fiber suspends.
---@param f async fun(...): ...
---@param ... any
---@return fiber
function spawn(f, ...) end

---Acts on the running fiber.
this_fiber = {}

---Suspends the running fiber and puts it at the end of the queue of ready fibers.
---@async
function this_fiber.yield() end
