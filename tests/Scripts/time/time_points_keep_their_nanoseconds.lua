local time = require "time"
local epoch = time.system_clock.epoch()
print(epoch, epoch + 0.000000001, epoch - 1e-9)
print(epoch + 1700000000 + 1e-9, 1700000000.5 + epoch)
print((epoch + 1700000000 + 1e-9) - (epoch + 1700000000) == 1e-9)
print(time.steady_clock.epoch() + 12.5, time.steady_clock.epoch() - 0.25)
-- Half nanoseconds are rounded to even.
for _, seconds in ipairs {0.5e-9, 1.5e-9, 2.5e-9, -0.5e-9, -1.5e-9} do
  io.write(tostring(time.steady_clock.epoch() + seconds), "  ")
end
print()
