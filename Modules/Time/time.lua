local native, host = ...
local define = host.define

local time = {sleep = define(native.sleep)}

-- Clocks -------------------------------------------------------------------------------------------------------

local function clock(name)
  return {now = define(native["time." .. name .. ".now"]), epoch = define(native["time." .. name .. ".epoch"])}
end

time.steady_clock, time.system_clock = clock "steady_clock", clock "system_clock"
time.high_resolution_clock = clock "high_resolution_clock"
time.high_resolution_clock.is_steady = true

local time_point = native.time_point
host.members(time_point, {
  add = define(native.add),
  sub = define(native.sub),
}, {
  seconds_since_epoch = define(native.seconds_since_epoch),
})
for _, name in next, {"__add", "__sub", "__eq", "__lt", "__le", "__tostring"} do
  time_point[name] = define(native[name])
end

-- Timers -------------------------------------------------------------------------------------------------------

local cancel = define(native.cancel)
local properties = {expiry = define(native.expiry)}

for _, name in next, {"steady_timer", "system_timer"} do
  local metatable = native["time." .. name]
  host.members(metatable, { -- each type has its own table, because the errors of its functions name the type
    expires_at = define(native.expires_at),
    expires_after = define(native.expires_after),
    wait = define(native.wait),
    cancel = cancel,
  }, properties)
  metatable.__close = cancel
  time[name] = {new = define(native["new_" .. name])}
end

return time
