local time = require("time")
spawn(function() time.sleep(0.02) print("slept") end)
print("main ends")
