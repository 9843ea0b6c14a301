package.preload.left = function() this_fiber.yield() return require "right" end
package.preload.right = function() this_fiber.yield() return require "left" end
local a = spawn(function() return require "left" end)
local b = spawn(function() return require "right" end)
print(pcall(a.join, a))
print(pcall(b.join, b))
