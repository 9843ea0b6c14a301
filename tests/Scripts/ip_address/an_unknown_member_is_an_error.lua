local show = dofile("../support/show.lua")
local a = ip.address.any_v4()
show(function() return a.nothing end)
show(function() a.is_v4 = 1 end)
