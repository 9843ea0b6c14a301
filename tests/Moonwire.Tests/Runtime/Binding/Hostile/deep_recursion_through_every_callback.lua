-- Stack overflows of both kinds, with managed functions at every depth.
local function over(f) local function rec(n) f(n) return rec(n + 1) + 1 end return rec end
local buffer = byte_span.new(1)
for _, f in ipairs {
  function() return buffer[1] end, function() buffer[1] = 1 end, function() return tostring(buffer) end,
  function() return #buffer, buffer == byte_span.new(1) end, function() return byte_span.append("x") end,
  function() return ip.address.any_v4() < ip.address.any_v6() end,
} do assert(not pcall(over(f), 1)) end
local function nest(n) if n == 0 then this_fiber.yield() return buffer[2] end return pcall(nest, n - 1) end
for _, n in ipairs {10, 150, 190, 300, 1000, 100000} do nest(n) end
local function deep(n)
  if n == 0 then this_fiber.yield() return byte_span.new(-1) end
  return coroutine.wrap(deep)(n - 1)
end
for n = 150, 230, 1 do pcall(deep, n) end
local function handler() error(setmetatable({}, {__index = handler})) end
xpcall(handler, handler)
xpcall(over(function() end), function(m) return over(function() return tostring(buffer) end)(1) end, 1)
spawn(function() local function g() return g() + 1 end g() end)
spawn(function() local function g() return g() + #byte_span.new(1) end pcall(g) end):join()
local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k .. "x"] end
pcall(function() return t.a end)
this_fiber.yield()
print("survived")
