---@meta time

---Sleeping and clocks.
local time = {}

---Suspends the running fiber.
---@async
---@param seconds number 0 or more; fractions count
function time.sleep(seconds) end

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
