local json = require "json"
local zeros, digits = ("0"):rep(1500), ("123456789"):rep(200)
for _, text in ipairs {
  "1e99999999999", "-1e99999999999", "1e-99999999999", "0e99999999999", "1e2147483648", "1e-2147483649", "1e4294967296",
  "-0.0", "1" .. zeros, "0." .. zeros .. "1", "0." .. zeros .. "1e1501", "1" .. zeros .. "e-1500", "1e" .. zeros .. "1",
  digits, digits .. "e-1800", digits .. "." .. digits .. "E-1798", "9007199254740993", "9007199254740993.0",
  "2.2250738585072011e-308", "1.7976931348623159e308", "2.4703282292062327e-324", "2.4703282292062328e-324",
} do
  local value = json.decode(text)
  print(text:sub(1, 24), math.type(value), ("%a"):format(value))
end
