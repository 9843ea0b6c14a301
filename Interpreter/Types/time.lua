---@meta time

---Sleeping and clocks.
local time = {}

---Suspends the running fiber.
---@async
---@param seconds number 0 or more; fractions count
function time.sleep(seconds) end

---Calls `f(...)` and returns its results; ETIMEDOUT once the time has passed while it waits.
---@async
---@param seconds number 0 or more; fractions count
---@param f async fun(...): ...
---@param ... any
---@return any ...
function time.with_timeout(seconds, f, ...) end

---A clock that never goes back.
time.steady_clock = {}

---A moment of a clock. One minus another is the duration between them in seconds.
---@class time_point
---@operator sub(time_point): number

---The present moment.
---@return time_point
---@nodiscard
function time.steady_clock.now() end

return time
