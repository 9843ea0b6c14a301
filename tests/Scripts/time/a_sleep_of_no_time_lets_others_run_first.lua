local time = require("time")
spawn(function() print("other") end)
time.sleep(0)
print("main")
