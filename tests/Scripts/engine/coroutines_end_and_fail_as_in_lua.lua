local co
-- resume of a running, a normal and a dead coroutine
co = coroutine.create(function() return coroutine.resume(co) end)
print(coroutine.resume(co))
print(coroutine.resume(co))
local outer
outer = coroutine.wrap(function()
  local self = coroutine.running()
  local inner = coroutine.wrap(function() return coroutine.resume(self) end)
  return inner()
end)
print(outer())
print(pcall(outer))
-- wrap inside wrap, with errors that pass through both
local w = coroutine.wrap(function() coroutine.wrap(function() error(17) end)() end)
print(pcall(w))
w = coroutine.wrap(function() coroutine.wrap(function() error("x", 0) end)() end)
print(pcall(w))
-- deep nesting
local depth = 0
local function deeper()
  depth = depth + 1
  local ok, e = coroutine.resume(coroutine.create(deeper))
  if not ok then return e end
  return e
end
print(deeper(), depth > 100 and depth < 220)
-- stack overflow inside
print(coroutine.resume(coroutine.create(function() local function f() return 1 + f() end return f() end)))
-- close
co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) error("in close", 0) end})
  coroutine.yield(1) end)
print(coroutine.resume(co))
print(coroutine.close(co))
print(coroutine.status(co), coroutine.close(co))
co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) error("in close", 0) end})
  error("body", 0) end)
print(coroutine.resume(co))
print(coroutine.close(co), coroutine.status(co))
co = coroutine.wrap(function()
  local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) error("in close", 0) end})
  error("body", 0) end)
print(pcall(co))
co = coroutine.create(function() print(pcall(coroutine.close, co))
  local inner = coroutine.wrap(function() print(pcall(coroutine.close, co)) end) inner() end)
coroutine.resume(co)
print(select("#", coroutine.resume(coroutine.create(function(...) return ... end), nil, nil)))
-- closing runs coroutines too
co = coroutine.create(function()
  local close = function() print(coroutine.wrap(function() coroutine.yield(7) end)()) end
  local x <close> = setmetatable({}, {__close = close}) coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co))
-- yield across pcall and a metamethod
co = coroutine.wrap(function() print(pcall(function() coroutine.yield(1) error("after", 0) end))
  return setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end}).abc end)
print(co()) print(co()) print(co("v"))
print(select('#', coroutine.resume(coroutine.create(function() return table.unpack({}, 1, 200) end))))
print(coroutine.resume(coroutine.create(function() local _ = coroutine.close(coroutine.running()) end)))
co = coroutine.create(function()
  local x <close> = setmetatable({}, {__close = function() coroutine.yield("from close") end}) coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co))
