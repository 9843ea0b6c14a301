local channel = require "channel"
for _, capacity in ipairs {0, 5, 12, math.huge} do
  local c, weak = channel.new(capacity), setmetatable({}, {__mode = "v"})
  local f = spawn(function()
    for i = 1, 40 do
      weak[i] = {}
      c:send(weak[i])
    end
  end)
  this_fiber.yield()
  for i = 1, 40 do c:receive() end
  f:join()
  collectgarbage()
  print(capacity, next(weak))
end
