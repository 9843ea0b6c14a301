local show = dofile("../support/show.lua")
local b = byte_span.new(64)
for _, format in ipairs {"q", "i0", "i17", "c", "X", "Xz", "XX", "X ", "Xc1", "!17", "!16i3i3", "\0", "c99999999999",
  "é"} do
  assert(not pcall(string.pack, format, 1, 1) or format == "\0")
  show(byte_span.pack, format, 1, 1)
  show(b.unpack, b, format)
end
for _, format in ipairs {"i17", "c", "X", "q"} do print(select(2, pcall(b.unpack, b, format)).detail) end
show(b.unpack, b)
show(b.unpack, b, 5)
show(b.unpack, "x", "b")
