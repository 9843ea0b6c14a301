spawn(function() this_fiber.yield() print("finished") end)
error("main fails", 0)
