local show = dofile("../support/show.lua")
local b = byte_span.append("123")
for _, name in ipairs {
  "starts_with", "ends_with", "find", "rfind", "find_first_of", "find_last_of", "find_first_not_of", "find_last_not_of",
} do
  for _, target in ipairs {1, false, {}, io.stdout} do show(b[name], b, target) end
  show(b[name], b)
  show(b[name], b, nil)
  show(b[name], "123", "1")
  local ok, e = pcall(b[name], b, 1)
  assert(not ok and e.operation == name and e.detail == "byte_span or string expected, got number")
end
show(b.find, b, "1", "x")
show(b.rfind, b, "1", 1.5)
show(b.trimmed, b, 5)
show(b.trimmed, "123")
