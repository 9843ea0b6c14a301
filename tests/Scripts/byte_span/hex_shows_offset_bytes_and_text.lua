local b = byte_span.new(40)
for i = 1, 40 do b[i] = (i * 7 + 24) % 256 end
print(b:hex())
print(byte_span.append("Hello, \0\127\255"):hex())
print(b:slice(1, 20):hex(8))
print(b:slice(1, 3):hex(2))
print(b:slice(1, 10):hex(9))
print(b:hex(32))
print(byte_span.new(0):hex() == "", #byte_span.new(256):hex(256), #byte_span.new(1000000):hex())
