local f = spawn(function()
  this_fiber.yield()
  print("the fiber goes on")
end)
f:detach()
print(f.joinable)
for _, name in ipairs {"join", "detach"} do
  local ok, e = pcall(f[name], f)
  print(name, ok, e.symbol, e.arg)
end
f:interrupt()
