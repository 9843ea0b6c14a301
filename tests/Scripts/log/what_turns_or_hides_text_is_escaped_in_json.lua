-- options: --log-format json
local log = require "log"
log.warn("got {Data}", "\u{202e}gpj.exe\u{200b}\u{2028}\u{feff}")
log.warn("{T}", {"\u{202e}", {["\u{2066}"] = "\u{e0041}"}})
