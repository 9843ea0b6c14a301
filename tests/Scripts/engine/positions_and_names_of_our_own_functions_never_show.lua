local time = require "time"
print(pcall(time.with_timeout, 1, string.rep))
print(pcall(scope, error, "E"))
print(pcall(scope, string.rep))
print(pcall(string.rep))
print(pcall(coroutine.wrap(string.rep)))

local function ends_with(text, ...)
  for _, known in ipairs {...} do
    if text:sub(-#known) == known then return not text:find("[moonwire]", 1, true) end
  end
  return text
end
local kinds = {
  function(f) return scope(f) end,
  function(f) return time.with_timeout(1, f) end,
  function(f) return coroutine.wrap(f)() end,
  function(f) local ok, e = pcall(f) if not ok then error(e, 0) end return e end,
  function(f) local ok, e = xpcall(f, function(m) return m end) if not ok then error(e, 0) end return e end,
  function(f) local ok, e = coroutine.resume(coroutine.create(f)) if not ok then error(e, 0) end return e end,
}
for i, kind in ipairs(kinds) do
  local function deeper() return kind(deeper) .. "" end
  print(i, ends_with(select(2, pcall(deeper)), "stack overflow", "error in error handling"))
  local f = spawn(deeper)
  print(i, ends_with(select(2, pcall(f.join, f)), "stack overflow", "error in error handling"))
end
