local b = byte_span.new(3)
b[1], b[2], b[3] = 0, 255, 7
print(b[1], b[2], b[3], b[2.0], #b)
print(tostring(b) == "\0\255\7", tostring(b):byte(1, -1))
