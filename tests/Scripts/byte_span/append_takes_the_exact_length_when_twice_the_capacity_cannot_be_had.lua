-- options: --memory-limit 40000000
local b = byte_span.new(12000000)
local longer = b:append("x") -- twice the capacity would be 24 MB, in addition to 12 MB
print(#longer, longer.capacity)
b, longer = nil, nil
b = byte_span.new(15000000)
longer = b:append("x")
print(#longer, longer.capacity)
local ok, e = pcall(longer.append, longer, longer)
print(ok, e.symbol, e.arg)
