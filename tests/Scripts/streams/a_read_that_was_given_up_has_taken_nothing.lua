-- A time limit, an interruption and cancel end a wait for the rest of a line; the line is then read whole.
local pipe, time = require "pipe", require "time"
local reader, writer = pipe.pair()
local buf = byte_span.new(16)
for _, read in ipairs {reader.read_line, reader.read_text, function(s) return s:read_some(buf) end} do
  if read ~= reader.read_text then print(select(2, pcall(time.with_timeout, 0.001, read, reader)).symbol) end
end
writer:write("a ")
print(select(2, pcall(time.with_timeout, 0.001, reader.read_line, reader)).symbol)
writer:write("whole ")
local f = spawn(function() return reader:read_line() end)
this_fiber.yield()
f:interrupt()
f:join()
print(f.interruption_caught)
writer:write("li")
f = spawn(function() print(select(2, pcall(reader.read_line, reader)).symbol) end)
this_fiber.yield()
reader:cancel()
f:join()
writer:write("ne\nrest")
print(reader:read_line())
print(reader:read_some(buf), buf:slice(1, 4))
