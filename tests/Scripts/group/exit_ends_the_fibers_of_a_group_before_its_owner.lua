local group, time = require "group", require "time"
local is_other_over = false
local function worker(name, is_last)
  scope_cleanup_push(function()
    repeat time.sleep(0.001) until is_other_over or not is_last
    print(name)
  end)
  time.sleep(1000)
end
local function owner(name)
  scope_cleanup_push(function()
    print(name)
    is_other_over = true
  end)
  local g <close> = group.new()
  g:spawn(worker, "a fiber of " .. name)
  g:wait()
end
spawn(owner, "another fiber's group")
time.sleep(0.001)
do
  scope_cleanup_push(function() print("the main fiber") end)
  local g <close> = group.new()
  g:spawn(worker, "a fiber of the main fiber's group", true)
  this_fiber.yield()
  os.exit(3)
end
