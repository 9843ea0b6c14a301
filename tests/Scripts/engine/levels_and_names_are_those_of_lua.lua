-- env: MOONWIRE_DISABLE=
-- pcall, xpcall, coroutine.wrap and the main chunk have the same levels and names as in lua.
print(pcall(error, "m", 2))
print(pcall(debug.getlocal, 4, 1) and "module" or "main")
print(debug.getinfo(3) and "module" or "main")
local i, below, last = 1, nil, nil
repeat
  local info = debug.getinfo(i, "S")
  if info then below, last = last, info.source end
  i = i + 1
until not info
print(below:sub(1, 1), last)

local function frames()
  local list = {}
  for level = 1, math.huge do
    local info = debug.getinfo(level, "Snlt")
    if not info then return table.concat(list, " | ") end
    list[#list + 1] = ("%s %s %s %d %s"):format(info.what, info.namewhat, info.name, info.currentline, info.istailcall)
  end
end
local function show(...) print(frames()) return ... end
pcall(show)
xpcall(show, print)
xpcall(error, show)
coroutine.wrap(show)()
coroutine.resume(coroutine.create(show))
pcall(pcall, show)
coroutine.wrap(function() pcall(show) end)()
print(pcall(debug.getinfo, 1, ">"))
print(select(2, pcall(error)), select("#", pcall(error)))
print(pcall(function() return coroutine.wrap(function() error("x") end)() end))
print(pcall(function() coroutine.wrap(function() error("x", 2) end)() end))
print(pcall(function() local f = coroutine.wrap(function() error({}) end) f() end) == false)
print(debug.traceback("m"))
print(coroutine.wrap(function() return debug.traceback("m") end)())
print(pcall(string.rep))
print(pcall(pcall))
print(pcall(xpcall, print))
print(pcall(coroutine.wrap, 1))
print(pcall(coroutine.resume))
print(pcall(coroutine.status, 1))
print(debug.getinfo(pcall).what, debug.getinfo(coroutine.wrap(print)).what, debug.getinfo(xpcall, "u").isvararg)

-- hooks see the same calls as in lua
local events = {}
local function hook(event)
  local info = debug.getinfo(2, "nS")
  events[#events + 1] = event .. " " .. info.what .. " " .. tostring(info.name)
end
local function called() end
debug.sethook(hook, "cr")
pcall(called)
xpcall(called, print)
string.len("")
coroutine.isyieldable()
debug.sethook()
print(table.concat(events, "\n"))
