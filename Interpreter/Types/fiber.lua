---@meta _

---The handle of a fiber.
---@class fiber
---@field joinable boolean true if join and detach may be called
---@field interruption_caught boolean true if the fiber was joined and interruption had ended it
---@field id string the fiber's number
---@field name string? the name that the fiber gave itself
---@field is_daemon boolean True if the fiber does not keep the program alive
local fiber = {}

---Waits until the fiber has ended. Returns what its function returned, or raises the error that ended it.
---@async
---@return any ...
function fiber:join() end

---Detaches the fiber: the fiber continues, and can no longer be joined.
function fiber:detach() end

---Asks the fiber to end: its wait, and every interruption point from then on, raises "Fiber interrupted".
function fiber:interrupt() end

---Makes the fiber a daemon, or an ordinary fiber again. A daemon does not keep the program alive.
---@param is_daemon boolean
function fiber:set_daemon(is_daemon) end

---@class spawn_options
---@field daemon? boolean True if the fiber is a daemon; if nil, the fiber is a daemon if its parent is one
---@field name? string The name for reports

---Creates a fiber that calls `f(...)`. It runs when the current fiber suspends.
---@overload fun(options: spawn_options, f: function, ...: any): fiber
---@param f async fun(...): ...
---@param ... any
---@return fiber
function spawn(f, ...) end

---Acts on the running fiber.
---@class this_fiber
---@field is_main boolean true if this is the fiber that runs the script
---@field local_ table a table of the fiber's own
---@field id string the fiber's number
---@field name string? a name for reports
this_fiber = {}

---Suspends the running fiber and puts it at the end of the queue of ready fibers.
---@async
function this_fiber.yield() end

---Makes suspending functions raise an error until allow_suspend has been called as often.
function this_fiber.forbid_suspend() end

---Undoes one call of forbid_suspend.
function this_fiber.allow_suspend() end

---Keeps interruption from raising errors until restore_interruption has been called as often.
function this_fiber.disable_interruption() end

---Undoes one call of disable_interruption.
function this_fiber.restore_interruption() end
