local pipe, stream = require "pipe", require "stream"
local function scanner_of(text, options)
  local reader, writer = pipe.pair()
  writer:write(text)
  writer:close()
  options.stream = reader
  return stream.scanner.new(options)
end
for hint = 1, 5, 2 do
  local s = scanner_of("a\r\n\r\nb\r\r\nlast", {buffer_size_hint = hint})
  for _ = 1, 4 do
    io.write(("%q"):format(tostring(s:get_line())), " ", s.record_number, " ", #s.record_terminator, "; ")
  end
  print(select(2, pcall(s.get_line, s)).symbol)
end
local s = scanner_of("k=v=w\n=\n", {record_separator = "\n", field_separator = "="})
for _ = 1, 2 do
  local fields = s:get_line()
  for i, field in ipairs(fields) do fields[i] = tostring(field) end
  print(#fields, table.concat(fields, "|"))
end
s = scanner_of("0123456789\n", {record_separator = "\n", max_record_size = 9})
print(select(2, pcall(s.get_line, s)).symbol)
s = scanner_of(" x \nsurplus", {record_separator = "\n", trim_record = true})
print(s:get_line(), s:buffered_line())
s:remove_line()
local rest, offset = s:buffer()
print(rest:slice(offset))
s:set_buffer("..y\nz", 3)
print(s:get_line(), s:get_line())
print(select(2, pcall(stream.scanner.new, {stream = 1, record_seperator = "x"})).detail)
