---@meta time

---Sleeping, clocks and timers. Durations are in seconds.
local time = {}

---Suspends the running fiber.
---@async
---@param seconds number 0 or more; fractions count
function time.sleep(seconds) end

---Calls `f(...)` and returns its results. Raises ETIMEDOUT in `f` when the time has passed.
---@async
---@param seconds number 0 or more; fractions count
---@param f async fun(...): ...
---@param ... any
---@return any ...
function time.with_timeout(seconds, f, ...) end

---A moment of a clock, to the nanosecond. The difference of two time points is a duration in seconds.
---@class time_point
---@field seconds_since_epoch number seconds since the clock's epoch
---@operator sub(time_point): number
---@operator sub(number): time_point
---@operator add(number): time_point
local time_point = {}

---Moves this time point forwards.
---@param seconds number
function time_point:add(seconds) end

---Moves this time point backwards.
---@param seconds number
function time_point:sub(seconds) end

---A clock that never goes back.
time.steady_clock = {}

---Returns the present moment.
---@return time_point
---@nodiscard
function time.steady_clock.now() end

---Returns the clock's zero.
---@return time_point
---@nodiscard
function time.steady_clock.epoch() end

---The time of day.
time.system_clock = {}

---Returns the present moment.
---@return time_point
---@nodiscard
function time.system_clock.now() end

---Returns 1970-01-01 00:00 UTC.
---@return time_point
---@nodiscard
function time.system_clock.epoch() end

---The clock with the smallest step.
---@class time.high_resolution_clock
---@field is_steady boolean true if the clock never goes back
time.high_resolution_clock = {}

---Returns the present moment.
---@return time_point
---@nodiscard
function time.high_resolution_clock.now() end

---Returns the clock's zero.
---@return time_point
---@nodiscard
function time.high_resolution_clock.epoch() end

---A timer of time.steady_clock.
---@class time.steady_timer
---@field expiry time_point the moment at which it expires
local steady_timer = {}
time.steady_timer = steady_timer

---Creates a timer that has expired.
---@return time.steady_timer
---@nodiscard
function steady_timer.new() end

---Sets the expiry to a number of seconds from now, and cancels the waits for the old expiry.
---@param seconds number 0 or more
---@return integer cancelled
function steady_timer:expires_after(seconds) end

---Sets the expiry, and cancels the waits for the old expiry.
---@param moment time_point a moment of time.steady_clock
---@return integer cancelled
function steady_timer:expires_at(moment) end

---Suspends the running fiber until the timer has expired. Raises operation_aborted if the wait is cancelled.
---@async
function steady_timer:wait() end

---Cancels every wait for the timer.
---@return integer cancelled
function steady_timer:cancel() end

---A timer of time.system_clock, the time of day.
---@class time.system_timer
---@field expiry time_point the moment at which it expires
local system_timer = {}
time.system_timer = system_timer

---Creates a timer that has expired.
---@return time.system_timer
---@nodiscard
function system_timer.new() end

---Sets the expiry to a number of seconds from now, and cancels the waits for the old expiry.
---@param seconds number 0 or more
---@return integer cancelled
function system_timer:expires_after(seconds) end

---Sets the expiry, and cancels the waits for the old expiry.
---@param moment time_point a moment of time.system_clock
---@return integer cancelled
function system_timer:expires_at(moment) end

---Suspends the running fiber until the timer has expired. Raises operation_aborted if the wait is cancelled.
---@async
function system_timer:wait() end

---Cancels every wait for the timer.
---@return integer cancelled
function system_timer:cancel() end

return time
