print(string.rep(byte_span.append("x"), 3))
