local show = dofile("../support/show.lua")
show(byte_span.append, "a", 5)
show(byte_span.append, {})
show(byte_span.append, byte_span.new(1), "x", io.stdout)
