local future = require "future"
local function values(...) return select("#", ...), ... end

local p, f = future.new()
for i = 1, 3 do spawn(function() print(i, (values(f:get()))) end) end
this_fiber.yield()
p:set_value("a", nil, {}, nil)
print("set")
this_fiber.yield()
local one, two = select(3, f:get()), select(3, f:get())
print(one == two, values(f:get()) == 4)

for _, v in ipairs {1, "s", false, true} do
  p, f = future.new()
  p:set_value(v)
  print(values(f:get()))
end
p, f = future.new()
p:set_value(nil)
print(values(f:get()))
p, f = future.new()
p:set_value()
print(values(f:get()))

p, f = future.new()
p:set_value(table.unpack({}, 1, 100000))
print((values(f:get())))
