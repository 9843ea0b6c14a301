local buf = byte_span.new(5)
print(buf.slize(1))
