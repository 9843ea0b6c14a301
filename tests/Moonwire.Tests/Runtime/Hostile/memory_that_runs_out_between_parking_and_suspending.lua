-- A coroutine that waits is put into a table, which may find no memory.
for free = 0, 40 do
  local cos = {}
  for i = 1, 40 do
    cos[i] = coroutine.create(function() coroutine.yield() this_fiber.yield() end)
    coroutine.resume(cos[i])
  end
  local list, i = nil, 0
  for _ = 1, 40 do
    spawn(function()
      pcall(function() while true do list = {list} end end)
      for _ = 1, free do list = list and list[1] end
      i = i + 1
      pcall(coroutine.resume, cos[i])
      list = nil
    end)
  end
  if free > 2 then break end
end
for _ = 1, 20 do collectgarbage() this_fiber.yield() end
print("survived")
