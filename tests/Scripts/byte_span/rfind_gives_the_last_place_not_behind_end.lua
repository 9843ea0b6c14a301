-- As in the reference, the target starts at or before the position, and may extend beyond it.
local b = byte_span.append("abcabc")
print(b:rfind("abc"), b:rfind("abc", 6), b:rfind("abc", 4), b:rfind("abc", 3), b:rfind("abc", 0))
print(b:rfind("c"), b:rfind("c", 5), b:rfind("c", 2), b:rfind(byte_span.append("ca")), b:rfind("x"))
print(b:rfind(b), b:rfind(b, 1), b:rfind("abcabcabc"))
print(byte_span.new(2, 8):rfind("\0\0\0"), byte_span.append("aaaa"):rfind("aa"),
  byte_span.append("aaaa"):rfind("aa", 2))
