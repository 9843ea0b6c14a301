-- debug.traceback of another coroutine is made by a shim that is loaded when it is first needed.
local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
local traceback, print, pairs, _G = debug.traceback, print, pairs, _G
for _, library in pairs {string, table, math, debug, coroutine, package.loaded} do
  for name in pairs(library) do library[name] = nil end
end
for name in pairs(_G) do _G[name] = nil end
print(traceback(co))
