-- The user value that keeps a slice's bytes alive is cleared. Writing to the slice must not change other spans.
local owner = byte_span.new(100000)
local slice = owner:slice(1, 10)
pcall(debug.setuservalue, slice, nil, 1)
owner = nil
collectgarbage() collectgarbage()
local others = {}
for i = 1, 200 do others[i] = byte_span.new(90000 + i * 100) end
slice[1] = 77
for _, other in ipairs(others) do assert(other == byte_span.new(#other), "memory of another span was written") end
print("survived")
