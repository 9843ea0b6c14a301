-- options: --log-level info
local late = spawn(function() error("nobody asks") end)
local soon = spawn(function() error("soon") end)
this_fiber.yield()
print(pcall(soon.join, soon))
for _ = 1, 3 do require("time").sleep(2) end
print(pcall(late.join, late))
