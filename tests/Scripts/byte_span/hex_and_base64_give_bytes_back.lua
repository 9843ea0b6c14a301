local all = {}
for i = 0, 255 do all[i + 1] = string.char(i) end
local bytes = table.concat(all)
for length = 0, 256 do
  local span = byte_span.append(bytes:sub(1, length))
  assert(tostring(byte_span.from_hex(span:to_hex())) == bytes:sub(1, length))
  assert(tostring(byte_span.from_base64(span:to_base64())) == bytes:sub(1, length))
  assert(tostring(byte_span.from_base64((span:to_base64():gsub("=", "")))) == bytes:sub(1, length))
end
for _, text in ipairs {"", "f", "fo", "foo", "foob", "fooba", "foobar"} do
  print(byte_span.to_base64(text), byte_span.to_hex(text))
end
local from_hex, from_base64 = byte_span.from_hex, byte_span.from_base64
print(from_hex("00FFaB"):to_hex(), from_base64("-_8="):to_base64(), #from_hex(""), #from_base64(""))
local function show(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, e.symbol, e.arg, e.detail)
end
for _, wrong in ipairs {"0", "0g", "0 ", "\0\0"} do show(byte_span.from_hex, wrong) end
for _, wrong in ipairs {"A", "AA=", "AAA==", "AAAA=", "AA===", "A A=", "AB==", "AAB=", "=", "AAA\n"} do
  show(byte_span.from_base64, wrong)
end
show(byte_span.from_hex, 12) show(byte_span.from_base64) show(byte_span.to_hex, {})
