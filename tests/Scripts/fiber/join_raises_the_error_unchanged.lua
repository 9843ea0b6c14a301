local thing = {}
for _, e in ipairs {thing, "text", 5, print, false} do
  local ok, raised = pcall(function() spawn(function() error(e, 0) end):join() end)
  print(ok, rawequal(raised, e))
end
local f = spawn(function() byte_span.new(-1) end)
this_fiber.yield()
local ok, e = pcall(f.join, f)
print(ok, e.symbol, e.arg)
