-- "abcabc" has "abc" at 1 and 4; bytes are not characters, and zeros are bytes.
local b = byte_span.append("abcabc")
print(b:find("abc"), b:find("abc", 1), b:find("abc", 2), b:find("abc", 4), b:find("abc", 5))
print(b:find("c"), b:find(byte_span.append("bca")), b:find("abcd"), b:find(("abc"):rep(3)))
print(b:find(b), b:slice(2):find(b:slice(4)))
print(byte_span.append("a\0b\0"):find("\0", 3), byte_span.append("\255\254"):find("\254"))
print(byte_span.new(2, 8):find("\0\0\0"))
