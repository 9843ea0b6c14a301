local group, time = require "group", require "time"
local g = group.new()
local function worker(name)
  scope_cleanup_push(function()
    this_fiber.yield()
    print(name, "cleaned up")
  end)
  time.sleep(1000)
end
g:spawn(worker, "first")
g:spawn(function()
  this_fiber.yield()
  error({reason = "no answer"})
end)
local third = g:spawn(worker, "third")
local ok, e = pcall(g.wait, g)
print(ok, e.reason, third.joinable)
third:join()
print(third.interruption_caught)

-- The group can be used again.
g:spawn(function() print("again") end)
g:wait()
