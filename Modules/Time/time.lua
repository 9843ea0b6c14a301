local native, host = ...
local define = host.define
local steady_now = define(native.steady_now)

-- A moment of a clock; the difference of two is seconds.
local time_point = {__name = "time_point"}
function time_point.__sub(a, b) return (a.nanoseconds - b.nanoseconds) * 1e-9 end

return {
  sleep = define(native.sleep),
  steady_clock = {
    now = function() return setmetatable({nanoseconds = steady_now()}, time_point) end,
  },
}
