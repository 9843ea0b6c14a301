-- options: --timeout 1
local inner = coroutine.wrap(function()
  while true do end
end)
local outer = coroutine.create(function()
  pcall(inner)
end)
coroutine.resume(outer)
