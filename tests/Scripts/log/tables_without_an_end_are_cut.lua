local log = require "log"
local cycle = {name = "cycle"}
cycle.self = cycle
log.warn("{T}", cycle)
local shared = {1}
log.warn("{T}", {shared, shared})
local deep = {}
for _ = 1, 100 do deep = {deep} end
log.warn("{T}", deep)
local long = {}
for i = 1, 100000 do long[i] = i end
log.warn("{T}", long)
local wide = {}
for i = 1, 100000 do wide["k" .. i] = i end
log.warn("{T}", wide)
local bush = {1}
for _ = 1, 20 do bush = {bush, bush, bush, bush, bush, bush, bush, bush} end
log.warn("{T}", bush)
local odd = {}
for i = 1, 10 do odd[string.char(127 + i)] = i end -- keys that are not UTF-8 and look alike
log.warn("{T}", odd)
print("goes on")
