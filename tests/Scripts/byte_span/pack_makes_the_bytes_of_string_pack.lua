local formats = {
  {"<i1i2i3i4i8i16", -1, -2, -3, -4, math.mininteger, -5}, {">I1I2I3I4I8I16", 1, 2, 3, 4, -1, 5},
  {"=bBhHlLjJT", -128, 255, -1, 1, 2, 3, 4, 5, 6},
  {"<fdn", 1.5, -0.25, math.huge}, {">fdn", 1.5, -0.25, 1e300}, {"zs1s2>s4<s8s", "a", "b", "c", "d", "e", "f"},
  {"c0c1c5", "", "x", "ab"}, {"!4 b i4 b Xi4 h x i2", 1, 2, 3, 4, 5}, {"<!8b!b>Xjd", 1, 2, 3},
  {"!16 b i16 Xs4 s4", 1, 2, "abc"}, {"", 1},
  {"! b Xi8 < i8 = Xh h", 1, 2, 3}, {"!2 b j", 1, 2}, {"i2 z I2", "10", "x", 3.0},
}
for _, case in ipairs(formats) do
  local expected = string.pack(table.unpack(case))
  local span = byte_span.pack(table.unpack(case))
  assert(tostring(span) == expected and span.capacity == #expected, case[1])
  local a, b = table.pack(span:unpack(case[1])), table.pack(string.unpack(case[1], expected))
  assert(a.n == b.n, case[1])
  for i = 1, a.n do assert(a[i] == b[i] and math.type(a[i]) == math.type(b[i]), case[1]) end
end
print(byte_span.pack("z", "ok"):unpack("z"))
