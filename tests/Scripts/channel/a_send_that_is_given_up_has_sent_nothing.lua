local channel, time = require "channel", require "time"
local c = channel.new()

local interrupted = spawn(function() c:send("interrupted") end)
this_fiber.yield()
interrupted:interrupt()
interrupted:join()
print(c:try_receive())

local ok, e = pcall(time.with_timeout, 0.001, c.send, c, "late")
print(ok, e.symbol)
print(c:try_receive())

-- A send that has ended before the interruption counts.
local sender = spawn(function() c:send("sent") print("not interrupted in send") this_fiber.yield() end)
this_fiber.yield()
local value = c:receive()
sender:interrupt()
sender:join()
print(value, sender.interruption_caught)
