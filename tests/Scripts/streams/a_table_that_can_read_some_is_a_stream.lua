-- The functions of stream take a table with the methods too.
local stream = require "stream"
local source = {left = 10}
function source:read_some(buf)
  if self.left == 0 then error("no more", 0) end
  self.left = self.left - 1
  buf[1] = 64 + self.left
  return 1
end
local buf = byte_span.new(4)
print(stream.read_at_least(source, buf, 3), buf:slice(1, 3))
print(pcall(stream.read_at_least, source, buf, 5))
print(stream.write_at_least({write_some = function(_, b) print(#b) return 2 end}, "12345", 3))
