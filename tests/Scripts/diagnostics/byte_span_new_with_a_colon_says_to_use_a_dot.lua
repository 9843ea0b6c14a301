local b = byte_span:new(10)
