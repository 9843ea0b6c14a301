print(select("#", pcall(function() return nil, nil, nil end)))
print(select("#", xpcall(function(...) this_fiber.yield() return nil, ... end, print, nil, nil)))
print(select("#", coroutine.resume(coroutine.create(function() return nil, nil end))))
print(select("#", coroutine.wrap(function() return nil, nil end)()))
