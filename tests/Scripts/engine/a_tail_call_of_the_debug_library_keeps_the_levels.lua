local function fail()
  local x
  x.y = 1
end
local function first(text) return text:match("traceback:\n\t([^\n]*)") end
print(first(select(2, xpcall(fail, function(e) return debug.traceback(e, 2) end))))
print(first(select(2, xpcall(fail, function(e) return debug.traceback(coroutine.running(), e, 2) end))))
local function line_of(level) return debug.getinfo(level, "l") end
print(line_of(2).currentline)
local function value(level, n) return debug.getlocal(level, n) end
print((value(2, 1)))
local function set(level, n, to) return debug.setlocal(level, n, to) end
local changed = 1
local function change() set(3, 6, 2) return nil end
change()
print(changed)
