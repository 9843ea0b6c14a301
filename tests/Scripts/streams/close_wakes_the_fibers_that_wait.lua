local pipe = require "pipe"
local reader, writer = pipe.pair()
local fibers = {}
for i = 1, 3 do fibers[i] = spawn(function() print(select(2, pcall(reader.read_text, reader)).symbol) end) end
this_fiber.yield()
reader:close()
reader:close()
for _, f in ipairs(fibers) do f:join() end
print(reader.is_open, select(2, pcall(reader.read_line, reader)))
print(select(2, pcall(writer.write, writer, "x")).symbol)
do local w <close> = writer end
print(writer.is_open)
