-- A waiting coroutine is put into a table, for which there may be no memory.
local function fill(list)
  for _, size in ipairs {1 << 20, 1 << 10} do
    pcall(function() while true do list = {list, string.rep("x", size)} end end)
  end
  pcall(function() while true do list = {list} end end)
  return list
end
for free = 0, 3 do
  local cos = {}
  for i = 1, 40 do
    cos[i] = coroutine.create(function() coroutine.yield() this_fiber.yield() end)
    coroutine.resume(cos[i])
  end
  for i = 1, 40 do
    spawn(function()
      local list = fill()
      for _ = 1, free do list = list[1] end
      pcall(coroutine.resume, cos[i])
      list = nil
    end)
  end
  for _ = 1, 5 do this_fiber.yield() collectgarbage() end
end
print("survived")
