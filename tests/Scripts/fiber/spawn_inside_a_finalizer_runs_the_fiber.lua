setmetatable({}, {__gc = function() spawn(function() this_fiber.yield() print("spawned by a finalizer") end) end})
collectgarbage()
print("main ends")
