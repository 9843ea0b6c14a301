local channel = require "channel"
local a = channel.new()
local b = channel.new(1)
spawn(function() b:send(1) b:send(2) end)
spawn(function() channel.select {b2 = {b, 3}} end)
a:receive()
