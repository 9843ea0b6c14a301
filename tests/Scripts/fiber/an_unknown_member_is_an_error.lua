local show = dofile("../support/show.lua")
local f = spawn(function() end)
show(function() return f.nothing end)
show(function() f.join = 1 end)
