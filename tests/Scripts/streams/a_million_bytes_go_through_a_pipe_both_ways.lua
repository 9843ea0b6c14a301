local pipe, stream = require "pipe", require "stream"
local reader, writer = pipe.pair()
local back, forth = pipe.pair()
local text = ("0123456789"):rep(100000)
spawn(function() forth:write(reader:read_text()) forth:close() end)
spawn(function() print(stream.write_all(writer, byte_span.append(text))) writer:close() end)
local buf = byte_span.new(1000000)
print(stream.read_all(back, buf), tostring(buf) == text)
