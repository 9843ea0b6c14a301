-- While the final failures are reported, the collector takes the handle of one of the fibers.
local bad = setmetatable({}, {__tostring = function() second = nil collectgarbage() collectgarbage() return "bad" end})
first = spawn(function() error(bad, 0) end)
second = spawn(function() error("second", 0) end)
third = spawn(function() error("third", 0) end)
print("survived")
