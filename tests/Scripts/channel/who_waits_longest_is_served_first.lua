local channel = require "channel"
local c = channel.new()
for i = 1, 3 do spawn(function() print("receiver " .. i .. " got", c:receive()) end) end
this_fiber.yield()
for i = 1, 3 do c:send(i) end
this_fiber.yield()

local full = channel.new(1)
full:send("in the buffer")
for i = 1, 3 do spawn(function() full:send("from sender " .. i) end) end
this_fiber.yield()
for _ = 1, 4 do print(full:receive()) end
