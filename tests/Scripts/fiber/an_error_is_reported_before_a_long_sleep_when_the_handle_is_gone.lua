local time = require("time")
spawn(function() error("lost", 0) end)
time.sleep(0.3)
io.stderr:write("after the sleep\n")
