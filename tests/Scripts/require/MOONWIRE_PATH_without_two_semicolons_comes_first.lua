-- env: MOONWIRE_PATH=support/deep/
-- env: LUA_PATH=support/lib/?.lua
-- env: LUA_CPATH=nowhere/?.so;;
print(package.path)
local expected = "^nowhere/%?%.so;%./%?%.so;support/deep/%?%.so;.*/usr/local/lib/lua/5%.4/%?%.so;.*loadall%.so$"
print(package.cpath:match(expected) ~= nil)
print(require "neighbour", require "tool")
