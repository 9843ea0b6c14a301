local b = byte_span.new(10)
print(b.slice(1, 3))
