local show = dofile("../support/show.lua")
local b = byte_span.new(2000000)
show(b.unpack, b, ("b"):rep(2000000))
print(b:unpack("b"))
