-- env: LUA_PATH=plain
-- env: LUA_PATH_5_4=versioned
-- env: LUA_CPATH=here;;
print(package.path, package.cpath:match("^here;."), debug.getregistry().LUA_NOENV)
