local log = require "log"
log.warn("{X:Q} {Y:X} {Z:D5}", 5, 1.5, "text")
log.warn("{X,999999999}|{Y:D999999999}|{Z:F99999}", 1, 2, 3)
log.warn("{X:D999}", 4)
log.warn("{ {} {-} {X", 1)
log.warn("", 1)
log.warn("{T:X4}", {1})
log.warn(("{X}"):rep(1000), 1)
print("goes on")
