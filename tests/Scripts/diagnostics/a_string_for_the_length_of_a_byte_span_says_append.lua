byte_span.new("text")
