-- options: -E
-- env: LUA_PATH=xuxu
-- env: LUA_CPATH=xuxu
-- env: LUA_INIT=error("not read")
print(package.path:find("xuxu"), package.cpath:find("xuxu"), debug.getregistry().LUA_NOENV)
