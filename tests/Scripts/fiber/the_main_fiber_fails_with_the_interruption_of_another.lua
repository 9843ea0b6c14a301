local time = require "time"
local caught
local f = spawn(function() caught = select(2, pcall(time.sleep, 60)) end)
this_fiber.yield()
f:interrupt()
f:join()
spawn(function() error(caught) end):detach()
this_fiber.yield()
print("silent in a fiber that anybody can interrupt")
error(caught)
