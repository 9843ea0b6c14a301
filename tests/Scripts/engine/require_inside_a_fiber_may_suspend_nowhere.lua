-- A module's chunk runs below require, a C function that cannot be left and come back to.
local show = dofile("../support/show.lua")
package.preload.waits = function() this_fiber.yield() end
show(require, "waits")
this_fiber.yield()
print("and the fiber goes on")
