-- options: --log-format json
local log = require "log"
log.warn("{A} and {B}", 1)
log.warn("{A}", 1, 2, "three")
log.warn("no hole", 1)
log.warn("{A}")
log.warn("{1} before {0}, and {5}", "zero", "one")
log.warn("{0} and {Name}", "a", "b")
log.warn("{A} {A}", 1, 2)
