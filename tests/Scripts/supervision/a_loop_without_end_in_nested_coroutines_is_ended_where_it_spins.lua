-- options: --timeout 3
local inner = coroutine.wrap(function()
  while true do end
end)
local outer = coroutine.create(function()
  pcall(inner)
end)
coroutine.resume(outer)
