local show = dofile("../support/show.lua")
local b = byte_span.new(1)
for _, v in ipairs {256, -1, math.maxinteger, "5", "x", {}, 1.5, false} do
  show(function() b[1] = v end)
end
show(function() b[1] = nil end)
print(b[1])
