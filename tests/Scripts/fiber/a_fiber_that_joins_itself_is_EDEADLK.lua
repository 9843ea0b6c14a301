local show = dofile("../support/show.lua")
local me
me = spawn(function() show(me.join, me) end)
me:join()
