local group = require("group").new()
local function try(...)
  local ok, e = pcall(...)
  print(e.symbol, e.arg, e.operation, e.detail)
end
try(spawn, {deamon = true}, print)
try(spawn, {daemon = true, [1] = 2}, print)
try(group.spawn, group, {nmae = "x"}, print)
