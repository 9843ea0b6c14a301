local tftp = require "moonwire.proto.tftp"
local hex, printable = byte_span.to_hex, byte_span.printable

local function show(m, problem)
  if not m then return print(m, problem) end
  local parts = {}
  for name, value in pairs(m) do
    if type(value) == "table" then
      local options = {}
      for key, text in pairs(value) do options[#options + 1] = key .. "=" .. text end
      table.sort(options)
      value = "{" .. table.concat(options, " ") .. "}"
    end
    if name ~= "op" then parts[#parts + 1] = name .. "=" .. value end
  end
  table.sort(parts)
  print(m.op, table.concat(parts, " "))
end

local messages = {
  {op = "RRQ", file = "a/b.txt"}, {op = "WRQ", file = "x", mode = "netascii", options = {tsize = 0, blksize = 1468}},
  {op = "DATA", block = 65535, data = "abc"}, {op = "ACK", block = 0}, {op = "ERROR", code = 1, message = "none"},
  {op = "OACK", options = {blksize = "8"}},
}
for _, message in ipairs(messages) do
  local bytes = tftp.encode(message)
  print(printable(bytes))
  show(tftp.decode(byte_span.append(bytes)))
end
show(tftp.decode("\0\5\0\2no end")) -- some servers leave out the last byte
show(tftp.decode("\0\1F\0OCTET\0BlkSize\0" .. "9\0"))

for _, bytes in ipairs {
  "", "\0", "\0\0", "\0\7ab", "\0\1", "\0\1a\0", "\0\1\0octet\0", "\0\1a\0octet\0b\0c", "\0\3\0", "\0\4\0\1a", "\0\6a",
  "\0\6" .. ("a\0b\0"):rep(100),
} do show(tftp.decode(bytes)) end

local function judge(exchange, message)
  local verdict, text, fields, last = exchange.check(type(message) == "table" and tftp.encode(message) or message)
  print(verdict, text, fields.size, fields.error, last and printable(last))
end

print "a file"
local exchange = tftp.probe {path = "dir/read%20me.txt", text = "ab", pattern = "^a"}
print(printable(exchange.request(1)), exchange.any_port)
judge(exchange, {op = "DATA", block = 1, data = ("ab"):rep(256)})
judge(exchange, {op = "DATA", block = 1, data = "abc"})
judge(exchange, {op = "DATA", block = 1, data = "bab"})
judge(exchange, {op = "DATA", block = 1, data = "ba"})
judge(exchange, {op = "DATA", block = 2, data = "ab"})
judge(exchange, {op = "ERROR", code = 1})
judge(exchange, {op = "ERROR", code = 99, message = "odd\27"})
judge(exchange, {op = "ERROR", code = 99})
judge(exchange, {op = "OACK"})
judge(exchange, {op = "ACK", block = 0})
judge(exchange, exchange.request(2))
judge(exchange, "hello")

print "an option"
exchange = tftp.probe {path = "f", blksize = "1024"}
print(printable(exchange.request(1)))
judge(exchange, {op = "DATA", block = 1, data = ("a"):rep(512)}) -- a server without options
for _ = 1, 5 do judge(exchange, {op = "OACK", options = {blksize = "1000"}}) end
judge(exchange, {op = "DATA", block = 1, data = ("a"):rep(999)})
judge(exchange, {op = "DATA", block = 1, data = ("a"):rep(1000)})
exchange.request(2)
judge(exchange, {op = "OACK", options = {blksize = "1e9"}})
judge(exchange, {op = "ERROR", code = 8})

print "an error"
exchange = tftp.probe {path = "f", error = 1}
judge(exchange, {op = "ERROR", code = 1})
judge(exchange, {op = "ERROR", code = 2})
judge(exchange, {op = "DATA", block = 1, data = ""})

print "no file"
exchange = tftp.probe {path = ""}
print((exchange.request(1):gsub("%x%x%x%x%x%x%x%x", "NUMBER"):gsub("%z", "."):gsub("\1", "1")))
judge(exchange, {op = "ERROR", code = 2})
judge(exchange, {op = "DATA", block = 1, data = ("a"):rep(512)})

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(tftp.encode, {op = "READ"})
failure(tftp.encode, {op = "RRQ", file = "a\0b"})
failure(tftp.encode, {op = "DATA", block = 65536, data = ""})
failure(tftp.probe, {error = 1})
failure(tftp.probe, {path = "a%00b"})
failure(tftp.probe, {path = "a", blksize = 7})
