local payload = byte_span.append("payload")
print(byte_span.pack("s1", payload):slice(2) == payload, byte_span.pack("z", payload:slice(1, 3)):unpack("z"))
print(byte_span.pack("c9", payload):unpack("c3c6"))
-- a value that overlaps its destination is read first
local b = byte_span.append("abcdef")
print(b:pack("s1s1", 1, b:slice(1, 2), b:slice(3, 4)), (tostring(b):gsub("\2", "#")))
