-- Reads and writes in coroutines suspend the fiber as elsewhere.
local pipe, time = require "pipe", require "time"
local reader, writer = pipe.pair()
local co = coroutine.wrap(function()
  for line in reader:lines() do coroutine.yield(line) end
  return "end"
end)
spawn(function() time.sleep(0.001) writer:write("a\nb\n") writer:close() end)
print(co(), co(), co())
