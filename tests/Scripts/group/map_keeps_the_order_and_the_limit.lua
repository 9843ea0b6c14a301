local group, time = require "group", require "time"
local running, most = 0, 0
local function square(value, position)
  running = running + 1
  most = math.max(most, running)
  time.sleep((10 - position) * 0.0002)
  running = running - 1
  return value * value, "dropped"
end
local list = {1, 2, 3, 4, 5, 6, 7, 8, 9}
print(table.concat(group.map(list, 4, square), " "), most)
most = 0
print(table.concat(group.map(list, math.huge, square), " "), most)
print(#group.map({}, 3, square))

local called = 0
print(pcall(group.map, list, 2, function(value)
  called = called + 1
  if value == 3 then error("three", 0) end
  this_fiber.yield()
end))
print(called)
print(group.map({"a", "b"}, 1, function(v) return v == "b" or nil end)[2])
