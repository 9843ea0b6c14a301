local future = require "future"
local reason = {}
for _, e in ipairs {reason, "text", 42, true, false, function() end} do
  local p, f = future.new()
  local waiting = spawn(function() return pcall(f.get, f) end)
  this_fiber.yield()
  p:set_error(e)
  local ok, found = waiting:join()
  local again, same = pcall(f.get, f)
  print(ok, found == e, again, same == e)
end
