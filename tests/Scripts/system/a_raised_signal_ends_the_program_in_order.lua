scope_cleanup_push(function() require("time").sleep(0.01) print("handler") end)
local closes <close> = setmetatable({}, {__close = function() print("closed") end})
require("system").signal.raise(require("system").signal.SIGTERM)
print("not reached")
