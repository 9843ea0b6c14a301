local a, b = byte_span.append("abc"), byte_span.new(3, 10)
print(a == b, b:copy(a), a == b, a ~= b, rawequal(a, b))
print(a == "abc", a == a:slice(1, 2), byte_span.new(0) == byte_span.new(0, 5), a == nil)
print(a == io.stdout, a == ip.address.any_v4())
