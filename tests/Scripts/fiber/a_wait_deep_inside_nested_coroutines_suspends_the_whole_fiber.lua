local function deep(n)
  if n == 0 then this_fiber.yield() return "bottom", nil end
  return coroutine.wrap(deep)(n - 1)
end
spawn(function() print("meanwhile") end)
print(deep(100))
