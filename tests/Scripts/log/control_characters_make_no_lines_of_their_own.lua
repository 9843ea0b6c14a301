local log = require "log"
log.warn("got {Data}", "a\r\n12:00:00.000 ERR forged\t\27[31m\0\127\u{9b}")
log.warn("got " .. "a\nb")
log.warn("{T}", {"a\nb\127", {["k\27"] = "\u{85}"}})
