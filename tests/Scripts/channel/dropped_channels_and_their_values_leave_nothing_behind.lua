local channel = require "channel"
local function measure()
  collectgarbage() collectgarbage()
  return collectgarbage("count")
end
local function use(n)
  for _ = 1, n do
    local c = channel.new(4)
    c:send(c) -- a cycle
    c:send(("x"):rep(1000))
    local f = spawn(function() c:send({}) c:send({}) c:send(function() return c end) end)
    this_fiber.yield()
    for _ = 1, 3 do c:receive() end
    f:join()
  end
end
use(200)
local before = measure()
use(2000)
print(measure() - before < 100)
