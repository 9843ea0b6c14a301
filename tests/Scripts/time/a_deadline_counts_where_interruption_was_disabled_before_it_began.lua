local show = dofile("../support/show.lua")
local time = require "time"

-- Cleanup that waits for an answer, but not forever.
scope(function()
  scope_cleanup_push(function() show(time.with_timeout, 0.001, time.sleep, 1000) end)
end)

this_fiber.disable_interruption()
show(time.with_timeout, 0.001, time.sleep, 1000)
show(time.with_timeout, 0.001, function()
  this_fiber.disable_interruption()
  time.sleep(0.01)
  this_fiber.restore_interruption()
  print("not given up")
  this_fiber.yield()
end)
this_fiber.restore_interruption()

-- The outer time has passed when the handler begins, and counts again after the handler.
show(time.with_timeout, 0.001, function()
  scope(function()
    scope_cleanup_push(function()
      show(time.with_timeout, 0.001, time.sleep, 1000)
      time.sleep(0)
    end)
    time.sleep(1000)
  end)
end)

-- At the end of the program, deadlines count too.
scope_cleanup_push(function() show(time.with_timeout, 0.001, time.sleep, 1000) end)
os.exit()
