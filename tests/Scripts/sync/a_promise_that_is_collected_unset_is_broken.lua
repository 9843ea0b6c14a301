local future = require "future"
local function broken()
  local _, f = future.new()
  return f
end
local function show(name, f)
  local _, e = pcall(f.get, f)
  print(name, e, e.code, e.category, e.operation)
end

local f = broken()
collectgarbage()
show("collected before", f)

-- Only a collection can wake these fibers. It comes before a deadlock is declared.
show("waits", broken())
local one = broken()
local a, b = spawn(show, "first", one), spawn(show, "second", one)
a:join()
b:join()

-- The promise is on the stack of a failed fiber, and in an object with a finalizer.
local owner = spawn(function()
  local p, g = future.new()
  f = g
  error(setmetatable({p}, {__gc = function() end}))
end)
this_fiber.yield()
pcall(owner.join, owner)
owner = nil
show("failed", f)

-- A finalizer can keep the promise alive.
local p, kept = future.new()
setmetatable({p}, {__gc = function(o) o[1]:set_value("in time") end})
p = nil
print(kept:get())

-- A value that was set stays.
p, f = future.new()
p:set_value("kept")
p = nil
collectgarbage()
print(f:get())
