-- env: MOONWIRE_PATH=support/deep/
-- env: LUA_PATH=support/lib/?.lua
-- env: LUA_CPATH=nowhere/?.so;;
print(package.path)
print(package.cpath:match("^nowhere/%?%.so;%./%?%.so;support/deep/%?%.so;.*/usr/local/lib/lua/5%.4/%?%.so;.*loadall%.so$") ~= nil)
print(require "neighbour", require "tool")
