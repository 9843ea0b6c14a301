local log = require "log"
local grown = {}
for i = 1, 20 do
  grown[setmetatable({}, {__tostring = function()
    for key in next, grown do grown[key] = nil end
    for n = 1, 1000 do grown["new" .. n] = true end
    return tostring(math.random())
  end})] = i
end
log.warn("{T}", grown)
log.warn("{T}", {setmetatable({}, {__tostring = function() coroutine.yield() end})})
log.warn("{T}", setmetatable({}, {__tostring = function() log.warn("inside") return "outside" end}))
log.warn("{T}", setmetatable({1}, {__metatable = "hidden", __index = error}))
spawn(function()
  log.warn("{T}", setmetatable({}, {__tostring = function() this_fiber.yield() return "after its turn" end}))
end):join()
print("goes on")
