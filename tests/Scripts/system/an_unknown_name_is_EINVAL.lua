local system = require "system"
local ok, e = pcall(function() return system.sginal end)
print(ok, e, e.arg, e.detail)
local set = system.signal.set.new()
print(select(2, pcall(function() return set.number end)))
print(select(2, pcall(function() set.wait = print end)))
