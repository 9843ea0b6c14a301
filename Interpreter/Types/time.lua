---@meta time

---Sleeping, clocks and timers. Durations are in seconds.
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

---A moment of a clock, to the nanosecond. One minus another is the duration between them in seconds.
---@class time_point
---@field seconds_since_epoch number seconds since the clock's epoch
---@operator sub(time_point): number
---@operator sub(number): time_point
---@operator add(number): time_point
local time_point = {}

---Moves the time point itself.
---@param seconds number
function time_point:add(seconds) end

---Moves the time point itself, backwards.
---@param seconds number
function time_point:sub(seconds) end

---A clock that never goes back.
time.steady_clock = {}

---The present moment.
---@return time_point
---@nodiscard
function time.steady_clock.now() end

---The clock's zero.
---@return time_point
---@nodiscard
function time.steady_clock.epoch() end

---The time of day.
time.system_clock = {}

---The present moment.
---@return time_point
---@nodiscard
function time.system_clock.now() end

---1970-01-01 00:00 UTC.
---@return time_point
---@nodiscard
function time.system_clock.epoch() end

---The clock with the smallest step.
---@class time.high_resolution_clock
---@field is_steady boolean whether it never goes back
time.high_resolution_clock = {}

---The present moment.
---@return time_point
---@nodiscard
function time.high_resolution_clock.now() end

---The clock's zero.
---@return time_point
---@nodiscard
function time.high_resolution_clock.epoch() end

---A moment of time.steady_clock to wait for.
---@class time.steady_timer
---@field expiry time_point the moment that was set last
local steady_timer = {}
time.steady_timer = steady_timer

---A new timer, which has expired.
---@return time.steady_timer
---@nodiscard
function steady_timer.new() end

---Sets the expiry so many seconds from now, and cancels the waits for the old one.
---@param seconds number 0 or more
---@return integer cancelled
function steady_timer:expires_after(seconds) end

---Sets the expiry, and cancels the waits for the old one.
---@param moment time_point a moment of time.steady_clock
---@return integer cancelled
function steady_timer:expires_at(moment) end

---Suspends the running fiber until the timer has expired; operation_aborted if the wait is cancelled.
---@async
function steady_timer:wait() end

---Cancels every wait for the timer.
---@return integer cancelled
function steady_timer:cancel() end

---A moment of the time of day to wait for.
---@class time.system_timer
---@field expiry time_point the moment that was set last
local system_timer = {}
time.system_timer = system_timer

---A new timer, which has expired.
---@return time.system_timer
---@nodiscard
function system_timer.new() end

---Sets the expiry so many seconds from now, and cancels the waits for the old one.
---@param seconds number 0 or more
---@return integer cancelled
function system_timer:expires_after(seconds) end

---Sets the expiry, and cancels the waits for the old one.
---@param moment time_point a moment of time.system_clock
---@return integer cancelled
function system_timer:expires_at(moment) end

---Suspends the running fiber until the timer has expired; operation_aborted if the wait is cancelled.
---@async
function system_timer:wait() end

---Cancels every wait for the timer.
---@return integer cancelled
function system_timer:cancel() end

return time
