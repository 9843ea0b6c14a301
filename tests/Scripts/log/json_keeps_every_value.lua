-- options: --log-format json --log-level debug
local log = require "log"
log.debug("{N} {F} {B} {S} {Nil} {T}", 9007199254740993, 1.25, false, "a\n\27[31m\"", nil, {1, {x = "y"}})
log.info("{Hex:X4}", 255)
log.error("plain")
