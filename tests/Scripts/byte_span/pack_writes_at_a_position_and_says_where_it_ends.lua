local b = byte_span.new(10):fill(46)
local after = b:pack(">I2s1", 2, 0x4142, "xy")
print(after, b:pack("c2", after, "!"), b == byte_span.append(".AB\2xy!\0.."))
print(b:pack("", 1), b:pack("", 11), b:pack("I1", 10, 65), b)
-- the span never grows
local roomy = byte_span.new(2, 8)
print(select(2, pcall(roomy.pack, roomy, "I4", 1, 1)).symbol)
-- alignment counts from the start of the span, as in string.unpack
local aligned = byte_span.new(12):fill(255)
print(aligned:pack("!4 >i4", 2, 1), aligned:unpack("!4 >i4", 2))
print(tostring(aligned) == "\255\0\0\0\0\0\0\1\255\255\255\255", byte_span.pack == b.pack)
