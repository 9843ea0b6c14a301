local json = require "json"
local d = json.decode
for _, v in ipairs(d [[[1, 1.0, -0, 1e2, 1E-2, 0.1, -12.5e+1, 12345678901234567890, 9223372036854775807,
  -9223372036854775808, 9223372036854775808] ]]) do
  print(math.type(v), v)
end
for _, s in ipairs(d [=[["\u00e9\ud83d\ude00\u0000", "\"\\\/\b\f\n\r\t", "é", ""]]=]) do print(("%q"):format(s)) end
print(d "true", d "false", d "null" == json.null, d '"x"', d "7", #d " \t\r\n[] ")
local is_array = json.is_array
print(is_array(d "[]"), is_array(d "{}"), is_array {}, is_array(1), is_array(json.into_array {}))
print(json.encode(d '{"a":[],"b":{}}', {sort_keys = true}))
local t = d '{"a":1,"b":{"c":[1,[2,{"d":null}]]},"a":2}'
print(t.a, t.b.c[2][2].d, tostring(json.null), type(json.null))
print(d("\u{FEFF}[1]")[1])
print(d(byte_span.append('{"from":"a datagram"}')).from)
print(
  d '0.1' == 0.1, d '123456789012345678901234567890e-20' == 123456789012345678901234567890e-20, d '1e400',
  d '4.9e-324' == 5e-324)
local n, list = 500, {}
for i = 1, n do list[i] = '"k' .. i .. '":' .. i end
t = d("{" .. table.concat(list, ",") .. "}")
for i = 1, n do assert(t["k" .. i] == i) end
t = d("[" .. table.concat(list, ","):gsub('"k%d+":', "") .. "]")
for i = 1, n do assert(t[i] == i) end
print(#t)
