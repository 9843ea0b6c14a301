-- Lines, hooks, tracebacks and messages of functions that moonwire has in place of Lua's own.
local _, second, third, opened = io.lines(arg[0])
print("lines", second, third, io.type(opened))
opened:close()
local file = io.open(arg[0])
print("file:lines", select("#", file:lines()))
file:close()

local calls = 0
local function hook() calls = calls + 1 end
debug.sethook(hook, "", 100)
for _ = 1, 1000 do debug.gethook() end
local f, mask, count = debug.gethook()
debug.sethook()
print("a count hook", calls > 0, f == hook, mask, count)
debug.sethook(hook, "crl")
f, mask, count = debug.gethook()
debug.sethook()
print("a line hook", f == hook, mask, count)
print("no hook", debug.gethook())

local co = coroutine.create(print)
debug.sethook(co, hook, "l", 7)
f, mask, count = debug.gethook(co)
print("a coroutine's hook", f == hook, mask, count)

local message = {}
print("traceback", debug.traceback(message) == message, debug.traceback(coroutine.running(), message) == message,
  debug.traceback(co, message) == message)
print(debug.traceback("nil as level", nil):match("^nil as level\nstack traceback:\n\t[^\n]*:%d+: in main chunk") ~= nil)

for _, name in ipairs {"pcall", "xpcall", "print", "error"} do
  print(name, debug.getinfo(_G[name], "u").nups, debug.getinfo(_G[name], "u").isvararg)
end
print("resume", debug.getinfo(coroutine.resume, "u").nups)


local function refused(f, ...)
  local _, e = pcall(f, ...)
  print((e:gsub("'%l+%.", "'")))
end
print(coroutine.isyieldable())
refused(coroutine.isyieldable, nil)
refused(debug.setupvalue)
refused(debug.setupvalue, print)
refused(debug.setuservalue)
refused(debug.setmetatable)
refused(debug.upvaluejoin)
refused(debug.getupvalue)
refused(debug.getupvalue, print)
