-- options: --timeout 1
scope_cleanup_push(function() require("time").sleep(0.1) print("handler") end)
spawn(function()
  local closes <close> = setmetatable({}, {__close = function() print("fiber") end})
  require("time").sleep(1000)
end)
this_fiber.yield()
local closes <close> = setmetatable({}, {__close = function() print("closed") os.exit(3) end})
while true do pcall(function() while true do end end) end
