---@meta _

---The handle of a fiber.
---@class fiber
---@field joinable boolean whether join and detach may be called
---@field interruption_caught boolean whether interruption ended the fiber, which was joined
---@field id string the fiber's number
---@field name string? the name that the fiber gave itself
local fiber = {}

---Waits until the fiber has ended. Returns what its function returned, or raises the error that ended it.
---@async
---@return any ...
function fiber:join() end

---Gives the fiber up: it goes on, and nobody will join it.
function fiber:detach() end

---Asks the fiber to end: what it waits for, and every interruption point from then on, raises "Fiber interrupted".
function fiber:interrupt() end

---Makes a new fiber that calls `f(...)`. It runs when the current fiber suspends.
---@param f async fun(...): ...
---@param ... any
---@return fiber
function spawn(f, ...) end

---Acts on the running fiber.
---@class this_fiber
---@field is_main boolean whether this is the fiber that runs the script
---@field local_ table a table of the fiber's own
---@field id string the fiber's number
---@field name string? a name for reports
this_fiber = {}

---Suspends the running fiber and puts it at the end of the queue of ready fibers.
---@async
function this_fiber.yield() end

---Has suspending functions raise an error until allow_suspend was called as often.
function this_fiber.forbid_suspend() end

---Ends what forbid_suspend began.
function this_fiber.allow_suspend() end

---Keeps interruption from raising anything until restore_interruption was called as often.
function this_fiber.disable_interruption() end

---Ends what disable_interruption began.
function this_fiber.restore_interruption() end
