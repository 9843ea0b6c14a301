local run = require "support.run"
run [[LUA_PATH=plain moonwire -e 'print(package.path)']]
run [[LUA_PATH_5_4=versioned LUA_PATH=plain moonwire -e 'print(package.path)']]
run [[LUA_CPATH=plain moonwire -e 'print(package.cpath)']]
run [[LUA_CPATH_5_4=versioned LUA_CPATH=plain moonwire -e 'print(package.cpath)']]
run [[LUA_PATH='first;;' moonwire -e 'print(package.path:match("^first;."), package.path:find("lua") ~= nil)']]
