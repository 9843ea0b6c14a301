local group = require "group"
local g = group.new()
g:spawn(function() this_fiber.yield() print("the fiber ends") end)
local waiting = {}
for i = 1, 2 do waiting[i] = spawn(function() g:wait() print("waited", i) end) end
for i = 1, 2 do waiting[i]:join() end

local inside
inside = g:spawn(function() g:wait() end)
local ok, e = pcall(g.wait, g)
print(ok, e.symbol, e.detail)
