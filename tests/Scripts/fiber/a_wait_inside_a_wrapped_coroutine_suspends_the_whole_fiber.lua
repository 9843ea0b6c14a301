local function numbers(n)
  return coroutine.wrap(function()
    for i = 1, n do this_fiber.yield() coroutine.yield(i) end
  end)
end
spawn(function() for i = 1, 4 do print("other", i) this_fiber.yield() end end)
for i in numbers(3) do print(i) end
print(pcall(coroutine.wrap(function() this_fiber.yield() error("raised", 0) end)))
