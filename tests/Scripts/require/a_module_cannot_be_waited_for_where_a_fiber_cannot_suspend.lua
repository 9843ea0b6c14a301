package.preload.m = function() this_fiber.yield() return "m" end
spawn(function() require "m" end)
this_fiber.yield()
print(select(2, pcall(string.gsub, "x", "x", function() return require "m" end)).symbol)
print(require "m")
package.preload.n = package.preload.m
print(select(2, pcall(string.gsub, "x", "x", function() return require "n" end)).symbol)
print(require "n")
