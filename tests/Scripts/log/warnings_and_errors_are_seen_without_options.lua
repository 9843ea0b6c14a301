local log = require "log"
log.debug("not seen")
log.info("not seen")
log.warn("from {Peer}: {Bytes} bytes", "10.0.0.1:53", 512)
log.error("it {What}", "failed")
print(log.is_enabled("debug"), log.is_enabled("info"), log.is_enabled("warn"), log.is_enabled("error"))
