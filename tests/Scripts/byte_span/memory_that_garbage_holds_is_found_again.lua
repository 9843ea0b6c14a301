-- options: --memory-limit 4000000
-- As for any Lua value, an allocation that the limit refuses is tried again after a collection.
collectgarbage("stop")
for _ = 1, 50 do string.rep("x", 1000000) end
for _ = 1, 50 do byte_span.new(1000000) end
for _ = 1, 50 do tostring(byte_span.new(1000000)) end
print("enough")
