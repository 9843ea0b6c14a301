local time = require "time"
local f = spawn(function()
  this_fiber.disable_interruption()
  time.sleep(0.02)
  print("slept")
  return "whole"
end)
this_fiber.yield()
f:interrupt()
print(f:join())
