local b = byte_span.append("ab", nil, byte_span.append("c"), "", "\0d")
print(tostring(b) == "abc\0d", #b)
print(#byte_span.append(), #byte_span.append(nil, nil), tostring(byte_span.append(nil, "x")))
print(tostring(b:append(nil)) == "abc\0d")
