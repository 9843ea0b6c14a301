local group, time = require "group", require "time"
local function worker(name)
  scope_cleanup_push(function()
    time.sleep(0.001)
    print(name)
  end)
  time.sleep(1000)
end
local function owner(name)
  scope_cleanup_push(function() print(name) end)
  local g <close> = group.new()
  g:spawn(worker, "a fiber of " .. name)
  g:wait()
end
spawn(owner, "another fiber's group")
time.sleep(0.001)
do
  scope_cleanup_push(function() print("the main fiber") end)
  local g <close> = group.new()
  g:spawn(worker, "a fiber of the main fiber's group")
  this_fiber.yield()
  os.exit(3)
end
