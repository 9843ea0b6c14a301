-- options: --log-level none
local log = require "log"
local untouchable = setmetatable({}, {__tostring = function() error("looked at") end})
log.debug("{X}", untouchable)
log.error("{X}", untouchable)
log.error(42)
print(log.is_enabled("fatal"))
