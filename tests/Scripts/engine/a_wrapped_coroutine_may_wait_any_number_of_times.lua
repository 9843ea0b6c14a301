-- options: --memory-limit 4000000
local yield = this_fiber.yield

local wrapped = coroutine.wrap(function(...)
  for _ = 1, 300000 do yield() end
  return "waited", ...
end)
print(wrapped(1, nil, 3))

local co = coroutine.create(function(...)
  for _ = 1, 300000 do yield() end
  return "waited", ...
end)
print(coroutine.resume(co, 1, nil, 3))
