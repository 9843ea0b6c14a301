local pipe = require "pipe"
local reader, writer = pipe.pair()
local fibers = {}
for i = 1, 5 do fibers[i] = spawn(function() print(i, reader:read_line()) end) end
this_fiber.yield()
for i = 1, 5 do writer:write("line " .. i .. "\n") end
for _, f in ipairs(fibers) do f:join() end
