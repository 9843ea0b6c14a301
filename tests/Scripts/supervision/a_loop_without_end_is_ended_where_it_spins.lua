-- options: --timeout 3
local function spin()
  while true do end
end
io.write("written")
spawn(function() require("time").sleep(1000) end)
this_fiber.yield()
pcall(function()
  xpcall(spin, print)
end)
