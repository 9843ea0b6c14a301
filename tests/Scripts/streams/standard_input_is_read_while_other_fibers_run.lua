-- stdin: first
-- stdin: second
local system, time = require "system", require "time"
local ticks = 0
local ticker = spawn(function() while true do time.sleep(0) ticks = ticks + 1 end end)
for line in system.in_:lines() do print(line) end
ticker:interrupt()
print(system.in_:isatty(), pcall(system.in_.read_some, system.in_, byte_span.new(1)))
