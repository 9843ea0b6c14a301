local b = byte_span.append("hello")
print(b.length)
