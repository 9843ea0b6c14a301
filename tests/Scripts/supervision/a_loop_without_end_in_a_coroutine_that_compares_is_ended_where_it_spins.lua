-- options: --timeout 3
local compare = coroutine.wrap(function()
  while true do end
end)
table.sort({3, 1, 2}, compare)
