local show = dofile("../support/show.lua")
local b = byte_span.new(3, 10)
for _, v in ipairs {256, -1, "5", "x", 1.5, {}} do show(b.fill, b, v) end
show(b.fill, b)
for _, first in ipairs {0, 5, -1, math.maxinteger, math.mininteger, "x"} do show(b.fill, b, 1, first) end
for _, last in ipairs {0, 4, -1, math.maxinteger, math.mininteger, "x"} do show(b.fill, b, 1, 2, last) end
print(b == byte_span.new(3))
