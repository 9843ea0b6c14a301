local time = require "time"
print(time.monotonic())
