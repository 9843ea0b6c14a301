local group, time = require "group", require "time"
local g = group.new()
g:spawn(function() error("at once") end)
local other = g:spawn(function() time.sleep(1000) end)
other:join()
print(other.interruption_caught)
local ok, e = pcall(g.spawn, g, print)
print(ok, e.symbol, e.detail)
print(pcall(g.wait, g))
