local channel = require "channel"
local a, b = channel.new(), channel.new()
local function report(name, ...) print(name, ...) end
spawn(function() report("select", channel.select {a, b}) end)
spawn(function() report("receive from b", b:receive()) end)
spawn(function() report("receive from a", a:receive()) end)
this_fiber.yield()
b:send(1)
b:send(2)
a:send(3)
this_fiber.yield()
