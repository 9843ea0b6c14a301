local show = dofile("../support/show.lua")
local b = byte_span.new(3, 10)
for _, name in ipairs {"find", "find_first_of", "find_first_not_of"} do
  for _, start in ipairs {4, 5, 0, -1, math.maxinteger, math.mininteger} do show(b[name], b, "x", start) end
end
for _, name in ipairs {"rfind", "find_last_of", "find_last_not_of"} do
  for _, last in ipairs {0, 4, -1, math.maxinteger, math.mininteger} do show(b[name], b, "x", last) end
end
print(select(2, pcall(b.find, b, "x", 5)).detail, select(2, pcall(b.rfind, b, "x", 4)).detail)
