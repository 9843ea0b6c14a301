local handle = spawn(function() error("lost", 0) end)
this_fiber.yield()
io.stderr:write("before the collection\n")
handle = nil
collectgarbage()
io.stderr:write("after the collection\n")
