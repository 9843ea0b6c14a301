-- a comment
local broken = require("support.failing")
return broken
