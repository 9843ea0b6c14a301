local time = require "time"
for _, name in ipairs {"steady_clock", "system_clock", "high_resolution_clock"} do
  local clock = time[name]
  local zero, one = clock.epoch(), clock.epoch() + 1
  print(name, one - zero, zero - one, math.type(one - zero), one.seconds_since_epoch)
  print(zero == clock.epoch(), zero ~= one, zero < one, one < zero, zero <= one, zero <= clock.epoch(), one >= zero,
    one > zero)
  local before = clock.now()
  print(before <= clock.now(), before > zero, clock.now() - before >= 0)
end
print(time.high_resolution_clock.is_steady)
