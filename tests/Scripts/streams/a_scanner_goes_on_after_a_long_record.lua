-- The next call skips the rest of the record, without holding it. The record counts.
local stream, time, pipe = require "stream", require "time", require "pipe"
local function scanner_of(pieces, options)
  local i = 0
  options.stream = {read_some = function(_, buf)
    i = i + 1
    if not pieces[i] then error(require "asio_error".misc.eof) end
    buf:copy(pieces[i])
    return #pieces[i]
  end}
  return stream.scanner.new(options)
end
local function all(scanner)
  while true do
    local ok, record = pcall(scanner.get_line, scanner)
    print(scanner.record_number, ok, ok and record or record.symbol)
    if not ok and record.symbol == "eof" then return end
  end
end
local function pieces_of(text, length)
  local pieces = {}
  for i = 1, #text, length do pieces[#pieces + 1] = text:sub(i, i + length - 1) end
  return pieces
end
for _, length in ipairs {1, 3, 100} do
  all(scanner_of(pieces_of("one\r\n0123456789\r\r\ntwo\r\n", length), {max_record_size = 5}))
end
print("exactly as long as allowed, in pieces that cut the separator")
all(scanner_of(pieces_of("01234\r\n56789\r", 6), {max_record_size = 5}))
all(scanner_of({"012345"}, {max_record_size = 5}))

print("interrupted while it skips")
local reader, writer = pipe.pair()
local scanner = stream.scanner.new{stream = reader, record_separator = "\n", max_record_size = 5}
writer:write("0123456789")
print(select(2, pcall(scanner.get_line, scanner)).detail)
print(pcall(time.with_timeout, 0.01, scanner.get_line, scanner))
writer:write("rest\nnext\n")
print(scanner:get_line(), scanner.record_number)

print("other bytes")
writer:write("0123456789")
print(select(2, pcall(scanner.get_line, scanner)).symbol)
scanner:set_buffer("new\n")
print(scanner:get_line())
