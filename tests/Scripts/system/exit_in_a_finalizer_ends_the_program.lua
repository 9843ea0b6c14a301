local system = require "system"
setmetatable({}, {__gc = function() io.write("collected\n") system.exit(13) end})
collectgarbage()
print("not reached")
