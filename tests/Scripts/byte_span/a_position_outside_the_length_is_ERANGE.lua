local show = dofile("../support/show.lua")
local b = byte_span.new(3, 10)
for _, i in ipairs {0, -1, 4, math.maxinteger, math.mininteger} do
  show(function() return b[i] end)
  show(function() b[i] = 1 end)
end
