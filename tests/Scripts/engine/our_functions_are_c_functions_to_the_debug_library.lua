for _, name in ipairs {"coroutine.resume", "debug.getinfo", "debug.sethook", "os.exit", "io.popen", "string.dump"} do
  local library, member = name:match("(.*)%.(.*)")
  local f = _G[library][member]
  local info = debug.getinfo(f)
  print(name, info.what, info.short_src, info.source, info.currentline, info.linedefined, info.lastlinedefined,
    info.nparams, info.isvararg, info.activelines, info.func == f)
  print(debug.getlocal(f, 1), debug.getupvalue(f, 1), select(2, pcall(string.dump, f)))
end
print(next(debug.getinfo(coroutine.resume, "l")), debug.getinfo(coroutine.resume, "l").source,
  debug.getinfo(os.exit, "f").what)
local inside
coroutine.resume(coroutine.create(function()
  coroutine.wrap(function() inside = debug.getinfo(2) end)()
end))
print(inside == nil)
table.sort({2, 1}, function() inside = debug.getinfo(2, "nS") end)
print(inside.what, inside.name)

local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
print(debug.traceback(co))
print(debug.traceback(co, "from the script on", 1))
print(coroutine.wrap(function() return (debug.traceback("m", 0)) end)())
print(debug.traceback("of the main chunk"))
