-- Unlike its C libraries, Lua itself can suspend a metamethod and resume it.
local t = setmetatable({}, {
  __index = function(_, k) this_fiber.yield() return k .. "!" end,
  __eq = function() this_fiber.yield() return true end,
  __call = function(_, v) this_fiber.yield() return v end,
  __concat = function() this_fiber.yield() return "joined" end,
  __lt = function() this_fiber.yield() return true end,
  __len = function() this_fiber.yield() return 7 end,
})
spawn(function() print("meanwhile") end)
print(t.key, t == setmetatable({}, getmetatable(t)), t(1), t .. t, t < t, #t)
for v in (function(_, last) this_fiber.yield() if not last then return 1 end end) do print(v) end
do local closing <close> = setmetatable({}, {__close = function() this_fiber.yield() print("closed") end}) end
