local size = 100 * 1024 * 1024
local b = byte_span.new(size)
b[size] = 200
print(#b, b[1], b[size], #tostring(b))
