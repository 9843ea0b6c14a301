local time = require("time")
local start, fibers = time.steady_clock.now(), {}
for i = 1, 1000 do fibers[i] = spawn(function() time.sleep(0.05) end) end
for i = 1, 1000 do fibers[i]:join() end
print(time.steady_clock.now() - start < 5)
