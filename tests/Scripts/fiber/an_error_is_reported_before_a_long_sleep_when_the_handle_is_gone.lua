local time = require("time")
local handle = spawn(function() error("lost", 0) end)
handle = nil
time.sleep(0.3)
io.stderr:write("after the sleep\n")
