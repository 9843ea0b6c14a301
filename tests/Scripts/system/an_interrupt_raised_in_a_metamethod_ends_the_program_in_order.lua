local signal = require("system").signal
local closes <close> = setmetatable({}, {__close = function() print("closed") end})
local raises = setmetatable({}, {__lt = function() signal.raise(signal.SIGINT) print("not reached") end})
table.sort({raises, raises})
print("not reached")
