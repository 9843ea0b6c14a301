local group, time = require "group", require "time"
print(group.first(
  function()
    scope_cleanup_push(function() print("cleaned up") end)
    time.sleep(1000)
  end,
  function() this_fiber.yield() return "fast", nil, 3 end))

-- An error before the first result is raised, and a later error is not.
print(pcall(group.first, function() time.sleep(1000) end, function() error("failed", 0) end))
print(group.first(
  function()
    pcall(time.sleep, 1000)
    error("too late", 0)
  end,
  function() this_fiber.yield() return "in time" end))
print(select("#", group.first(function() end)))

local ok, e = pcall(time.with_timeout, 0.001, group.first, function() time.sleep(1000) end)
print(ok, e.symbol)
collectgarbage()
