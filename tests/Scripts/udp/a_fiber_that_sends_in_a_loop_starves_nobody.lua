local time = require("time")
local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local stop, turns = false, 0
local slept = spawn(function() time.sleep(0.01) stop = true end)
spawn(function() while not stop do turns = turns + 1 this_fiber.yield() end end)
local buffer = byte_span.new(1)
while not stop do a:send_to(buffer, b.local_address, b.local_port) end
slept:join()
print(turns > 1)
