local log = require "log"
log.warning("x {A}", 1)
