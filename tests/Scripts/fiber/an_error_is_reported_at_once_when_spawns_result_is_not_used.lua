spawn(function() error("lost", 0) end)
this_fiber.yield()
io.stderr:write("no collection was needed\n")
