local system = require "system"
io.write("written\n")
scope_cleanup_push(function() print("not reached") end)
local closed <close> = setmetatable({}, {__close = function() print("not reached") end})
system.exit(14, {force = 2})
