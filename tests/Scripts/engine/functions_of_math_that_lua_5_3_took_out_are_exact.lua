-- Expects the output of Debian's lua5.4, which is built with LUA_COMPAT_5_3.
local numbers = {0.0, -0.0, 1, 8, 0.5, -3.7, 1e308, 5e-324, -5e-324, 2.2250738585072014e-308, 2.225e-308,
  3.0000000000000004,
  1 / 0, -1 / 0, 0 / 0, math.mininteger, "10", "0x10"}
for _, x in ipairs(numbers) do
  local function each(f, ...)
    local results = table.pack(math[f](x, ...))
    for i = 1, results.n do
      local value = results[i]
      results[i] = value ~= value and "nan" or math.type(value) == "float" and ("%a"):format(value) or tostring(value)
    end
    io.write("\t", f, " ", table.concat(results, " "))
  end
  io.write(x ~= x and "nan" or tostring(x))
  each("frexp")
  for _, exponent in ipairs {0, 1, -1, 1074, -1074, -1075, 2000, -2000, -1030, -53, 2 ^ 32 + 1 | 0, "3",
    3.0} do each("ldexp", exponent) end
  for _, y in ipairs {2, 0, 0.5, -1, "3"} do each("pow", y) end
  each("log10")
  each("atan2", 2)
  print()
end
for _, x in ipairs {0.0, -0.0, 1, -2.5, 20, 1 / 0} do
  print(x, ("%.12g %.12g %.12g"):format(math.cosh(x), math.sinh(x), math.tanh(x)))
end

-- A fraction and an exponent yield the original number, over all magnitudes.
local x = 5e-324
while x < 1 / 0 do
  local fraction, exponent = math.frexp(x)
  assert(fraction >= 0.5 and fraction < 1 and math.ldexp(fraction, exponent) == x)
  x = x * 1.7 + 5e-324
end

for _, f in ipairs {"cosh", "sinh", "tanh", "log10", "frexp", "ldexp", "pow"} do
  print(pcall(function() math[f]() end))
  print(pcall(function() math[f]({}, 1) end))
  print(pcall(function() math[f]("x", 1) end))
end
print(pcall(function() math.ldexp(1) end))
print(pcall(function() math.ldexp(1, 1.5) end))
print(pcall(function() math.ldexp(1, "1.5") end))
print(pcall(function() math.ldexp(1, true) end))
print(pcall(function() math.pow(1, nil) end))
