local json = require "json"
local e = json.encode
print(e {1, 2.0, "x", true, false, json.null, {}, json.into_array(), {{}}})
print(e {a = 1}, e "text", e(1), e(json.null))
print(e({b = {1, 2}, a = {}, c = {d = 1.5, c = json.into_array()}}, {indent = 2, sort_keys = true}))
print(e({1, {2}}, {indent = "\t"}), e({1}, {indent = 0}))
print(e {1.0, -0.0, 0.1, 1e15, 1e16, 1e300, 1e-300, 123456789012.5, math.pi, 5e-324})
print(e {math.maxinteger, math.mininteger, 0, -1})
print(e "\0\1\b\t\n\v\f\r\27\31 \"\\/\127é😀")
local reversed = {}
for i = 5, 1, -1 do reversed[i] = i end
print(e(reversed))
local sparse = {1, 2, 3, 4, 5}
sparse[5], sparse[4] = nil, nil
print(e(sparse))
