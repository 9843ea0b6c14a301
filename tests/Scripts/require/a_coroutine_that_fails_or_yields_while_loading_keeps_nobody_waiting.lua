local tries = 0
package.preload.m = function()
  tries = tries + 1
  this_fiber.yield()
  if tries == 1 then error("first", 0) end
  return "second"
end
local waiting = spawn(function() return require "m" end)
local co = coroutine.create(require) -- stays as it is after it has failed
print(coroutine.resume(co, "m"))
print(waiting:join())

-- A chunk can yield to the code that resumed its coroutine. Until it is resumed, the fiber cannot have the module.
package.preload.yields = function() return coroutine.yield("half") end
local loader = coroutine.create(require)
print(coroutine.resume(loader, "yields"))
print(pcall(require, "yields"))
local other = spawn(function() return require "yields" end)
this_fiber.yield()
print(coroutine.resume(loader, "whole"))
print(require "yields", other:join())
