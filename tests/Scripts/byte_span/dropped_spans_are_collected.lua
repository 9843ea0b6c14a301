for _ = 1, 2000 do byte_span.new(10 * 1024 * 1024) end
print(collectgarbage("count") < 1024 * 1024)
