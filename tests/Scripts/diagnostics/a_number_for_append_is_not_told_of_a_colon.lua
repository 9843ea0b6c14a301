byte_span.append(1)
