-- When such an object gets its metatable, Lua's collector frees other objects if it is sweeping.
local time = require("time")
local function f() end
for _ = 1, 200000 do time.with_timeout(60, f) end
for _ = 1, 100000 do ip.udp.socket.new() end
for _ = 1, 100000 do time.steady_timer.new() end
for _ = 1, 20000 do spawn(f) if _ % 100 == 0 then this_fiber.yield() end end
collectgarbage("generational")
for _ = 1, 200000 do time.with_timeout(60, f) end
print("survived")
