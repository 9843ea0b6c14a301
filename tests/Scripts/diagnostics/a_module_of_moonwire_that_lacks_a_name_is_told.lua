local log = require "log"
log.trace("x")
