local json = require "json"
for _, text in ipairs {
  "", " ", "[", "[1", "[1,", "[1,]", "[1 2]", "{", "{a", '{"a"', '{"a":', '{"a":1', '{"a":1,}',
  "01", "1.", "-", "1e", "+1", ".5", "tru", "nul", "True", "NaN",
  '"a', '"\\x"', '"\\ud800"', '"\\ud800\\u0041"', '"\\udc00"', '"\\u12',
  '"a\nb"', '"\xff"', '"\xed\xa0\x80"', '"\xc0\x80"', "1 2", "[1] x", "// no", "\0", "'a'", '{"a":{"b":[1,2,nul]}}',
  '{"a b":[\n  1,\n  "é", é]}', '{"k":{"l": "\\q"}}',
  ("["):rep(1001),
} do
  local ok, e = pcall(json.decode, text)
  print(ok, e.symbol, e.line, e.column, e.path, e.detail)
end
print(#json.decode(("["):rep(1000) .. ("]"):rep(1000)))
local ok, e = pcall(json.decode, 1)
print(ok, e.symbol, e.arg, e.detail)
print(select(2, pcall(json.decode, "[")))
