-- This holds even if a script has other modules of the short names. A module moonwire.proto.NAME has no short name.
local names = {}
for name in pairs(package.preload) do
  if name:find("^moonwire%.") and not name:find("^moonwire%.proto%.") then names[#names + 1] = name end
end
table.sort(names)
for _, name in ipairs(names) do
  local short = name:match("^moonwire%.(.*)$")
  local own, value = require(name), nil
  if short == "test" then
    value = not pcall(require, short) and own -- the only module without a short name
  elseif not short:find(".", 1, true) then
    value = require(short)
    package.loaded[short] = "another"
    assert(require(short) == "another" and require(name) == own)
  else
    value = require("moonwire." .. short:match("^[^.]*"))
    for member in short:gmatch("%.([^.]+)") do value = value[member] end
  end
  print(name, value == own, package.loaded[name] == own, type(own))
end
print(require("moonwire.proto.echo").name, (pcall(require, "proto.echo")))
print(ip == require("moonwire.ip"), byte_span == require("moonwire.byte_span"), bit == require("moonwire.bit"))
print((select(2, pcall(require, "moonwire.nothing")):match("^[^\n]*")))
