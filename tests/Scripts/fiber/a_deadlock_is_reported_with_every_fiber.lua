local a, b
a = spawn(function() this_fiber.yield() b:join() end)
b = spawn(function() coroutine.wrap(function() a:join() end)() end)
