local time = require("time")
local start = time.steady_clock.now()
time.sleep(0.05)
local slept = time.steady_clock.now() - start
print(slept >= 0.05, slept < 5)
