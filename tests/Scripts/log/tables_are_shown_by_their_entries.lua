local log = require "log"
log.warn("{T}", {1, "two", {3}})
log.warn("{T}", {b = 2, a = 1, c = {d = "e"}})
log.warn("{T}", {"one", [10] = "ten", x = false})
log.warn("{Empty} {@Structure} {$Text}", {}, {1}, {a = 1})
log.warn("{T}", {[1.5] = 1, [true] = 2})
log.warn("{T}", {1, nil, 3})
log.warn("{T}", setmetatable({own = 1}, {__index = {other = 2}, __pairs = error, __len = error}))
