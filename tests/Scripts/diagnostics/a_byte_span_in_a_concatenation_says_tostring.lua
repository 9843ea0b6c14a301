local b = byte_span.append("hello")
print("got " .. b)
