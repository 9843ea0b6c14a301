local channel, time = require "channel", require "time"
local c = channel.new()

local first = spawn(function() return c:receive() end)
local second = spawn(function() return c:receive() end)
this_fiber.yield()
first:interrupt()
c:send("for the second")
print(second:join())

print(select(2, pcall(time.with_timeout, 0.001, c.receive, c)).symbol)
print(c:try_send("nobody waits"))

-- A receive that was served before the interruption keeps its value.
local third = spawn(function() print("third", c:receive()) this_fiber.yield() end)
this_fiber.yield()
c:send("served")
third:interrupt()
third:join()
print(third.interruption_caught)

-- An interrupted fiber neither begins to wait nor takes an available value.
local d = channel.new(1)
d:send("kept")
local fourth = spawn(function()
  this_fiber.yield()
  d:receive()
end)
fourth:interrupt()
fourth:join()
print(d:receive())
