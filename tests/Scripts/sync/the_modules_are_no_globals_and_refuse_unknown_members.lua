local show = dofile("../support/show.lua")
local objects = {}
for _, name in ipairs {"mutex", "recursive_mutex", "condition_variable"} do
  print(name, _G[name], require(name) == package.loaded[name])
  objects[#objects + 1] = require(name).new()
end
local p, f = require "future".new()
objects[4], objects[5] = p, f
objects[6] = objects[1]:lock_guard()
for _, o in ipairs(objects) do
  print((tostring(o):gsub("0x%x+", "0x...")))
  show(function() return o.missing end)
  show(function() o.missing = 1 end)
  print(select(2, pcall(function() return o.missing end)).detail)
end
