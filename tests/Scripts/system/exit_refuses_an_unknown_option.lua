local system = require "system"
local ok, e = pcall(system.exit, 3, {forced = 2})
print(e.symbol, e.arg, e.detail)
ok, e = pcall(system.exit, 3, {force = 2, 1})
print(e.symbol, e.arg, e.detail)
