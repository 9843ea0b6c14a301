local f = spawn(function() end)
for i = 1, 2 do
  local ok, e = pcall(function() return f.interruption_caught end)
  print(ok, e.symbol, e.arg)
  this_fiber.yield()
end
f:join()
print(f.interruption_caught)
local g = spawn(function() end)
g:detach()
local ok, e = pcall(function() return g.interruption_caught end)
print(ok, e.symbol, e.detail)
