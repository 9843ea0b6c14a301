local show = dofile("../support/show.lua")
local b = byte_span.append("x")
for _, columns in ipairs {0, 257, -1, math.maxinteger, math.mininteger, "x", 1.5} do show(b.hex, b, columns) end
show(b.hex, "x")
show(b.hex, byte_span.new(1 << 27), 1)
