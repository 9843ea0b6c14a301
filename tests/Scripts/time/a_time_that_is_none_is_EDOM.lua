local show = dofile("../support/show.lua")
local time = require("time")
for _, t in ipairs {-1, -1e-9, 0 / 0, math.huge, -math.huge} do show(time.sleep, t) end
show(time.sleep, "soon")
show(time.sleep)
