-- options: --log-level info
local log = require "log"
log.debug("not seen")
log.info("seen")
log.warn("seen")
print(log.is_enabled("debug"), log.is_enabled("information"), log.is_enabled("WARNING"), log.is_enabled("none"))
