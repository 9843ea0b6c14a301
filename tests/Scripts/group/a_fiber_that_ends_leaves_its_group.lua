local group = require "group"
local g = group.new()
local weak = setmetatable({}, {__mode = "k"})
for i = 1, 1000 do
  weak[g:spawn(function() end)] = true
  this_fiber.yield()
end
collectgarbage()
collectgarbage()
local n = 0
for _ in pairs(weak) do n = n + 1 end
print(n < 10 or n)
g:wait()
