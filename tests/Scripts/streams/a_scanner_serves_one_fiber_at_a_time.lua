local pipe, stream = require "pipe", require "stream"
local reader, writer = pipe.pair()
local scanner = stream.scanner.new {stream = reader, record_separator = "\n"}
local first = spawn(function() return tostring(scanner:get_line()) end)
this_fiber.yield()
print(select(2, pcall(scanner.get_line, scanner)).symbol)
writer:write("a\nb\n")
print(first:join())
print(tostring(scanner:get_line()))

local waiting = spawn(function() scanner:get_line() end)
this_fiber.yield()
waiting:interrupt()
print(waiting:join(), waiting.interruption_caught)
writer:close()
print(select(2, pcall(scanner.get_line, scanner)).symbol)

for _, value in ipairs {5, true} do
  local ok, e = pcall(stream.write_all, writer, value)
  print(ok, e.symbol, e.arg)
end
