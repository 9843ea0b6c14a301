local pipe = require "pipe"
local reader, writer = pipe.pair()
writer:write("123456789\nab\n")
print(select(2, pcall(reader.read_line, reader, 8)).symbol)
print(select(2, pcall(reader.release, reader)).symbol)
print(reader:read_line(9), reader:read_line(2))
print(pcall(reader.read_line, reader, -1))
