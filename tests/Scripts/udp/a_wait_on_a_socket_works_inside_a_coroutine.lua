local sockets = dofile("support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
local lines = coroutine.wrap(function() while true do coroutine.yield(sockets.text(b)) end end)
spawn(function() for i = 1, 3 do sockets.send(a, b, "line " .. i) this_fiber.yield() end end)
for _ = 1, 3 do print(lines()) end
