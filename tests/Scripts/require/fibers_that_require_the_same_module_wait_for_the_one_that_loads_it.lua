local function load(name) return spawn(function() return require(name) end) end
local first, second, third = load "support.sleeps", load "./support/sleeps", load "support.sleeps"
local module = first:join()
print(second:join() == module, third:join() == module, order)

-- First by its path.
package.loaded["support.sleeps"], order = nil, nil
first, second = load "./support/sleeps", load "support.sleeps"
module = first:join()
print(second:join() == module, order)

-- If loading fails, the next fiber tries, one after the other.
local tries = 0
package.preload.fails = function()
  tries = tries + 1
  this_fiber.yield()
  if tries < 3 then error("try " .. tries, 0) end
  return "at last"
end
local all = {load "fails", load "fails", load "fails", load "fails"}
for _, fiber in ipairs(all) do print(pcall(fiber.join, fiber)) end
