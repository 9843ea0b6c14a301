local exit = require "system".exit
for _, code in ipairs {-1, 256, 1.5, "x", true, {}} do
  local ok, e = pcall(exit, code)
  print(ok, e.symbol, e.arg, e.operation, (e.detail:gsub("0x%x+", "")))
end
for _, options in ipairs {1, "force", {force = 1}, {force = 3}, {force = "x"}, {force = {}}} do
  local ok, e = pcall(exit, 0, options)
  print(ok, e.symbol, e.arg, e.detail)
end
