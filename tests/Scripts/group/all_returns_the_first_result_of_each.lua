local group, time = require "group", require "time"
print(group.all(
  function() time.sleep(0.002) return "a", "dropped" end,
  function() end,
  function() return "c" end))
print(pcall(group.all,
  function() time.sleep(1000) end,
  function() this_fiber.yield() error("failed", 0) end))
print(select("#", group.all(function() end)))
