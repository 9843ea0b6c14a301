local source = require "moonwire.proto.source"
local hex = byte_span.to_hex

local function bytes(text)
  return (text:gsub("%s", ""):gsub("%x%x", function(digits) return string.char(tonumber(digits, 16)) end))
end

local function show(m, problem)
  if not m then return print(m, problem) end
  local parts = {}
  for name, value in pairs(m) do parts[#parts + 1] = name .. "=" .. tostring(value) end
  table.sort(parts)
  print(table.concat(parts, ", "))
end

-- the examples of Valve's "Server queries"
local css = bytes [[
  FF FF FF FF 49 02 67 61 6D 65 32 78 73 2E 63 6F 6D 20 43 6F 75 6E 74 65 72 2D 53 74 72 69 6B 65 20 53 6F 75 72 63 65
  20 23 31 00 64 65 5F 64 75 73 74 00 63 73 74 72 69 6B 65 00 43 6F 75 6E 74 65 72 2D 53 74 72 69 6B 65 3A 20 53 6F 75
  72 63 65 00 F0 00 05 10 04 64 6C 00 00 31 2E 30 2E 30 2E 32 32 00
]]
show(source.decode(css))
show(source.decode(bytes "FF FF FF FF 41 4B A1 D5 22"))
print(hex(source.encode {kind = "request"}), #source.encode {kind = "request", challenge = 0x22D5A14B})
show(source.decode(source.encode {kind = "request", challenge = 0x22D5A14B}))

-- every field after the version, and The Ship's three bytes before it
local head = "\255\255\255\255I\17name\0map\0folder\0game\0"
local tail = "\x60\9\1\2\3pw\1\1\7\8\9v1\0\xF1" .. string.pack("<I2I8I2zzI8", 27016, 1 << 40, 27020, "tv", "a,b", 440)
show(source.decode(head .. tail))
show(source.decode(head .. tail:sub(1, -9)))
show(source.decode(head .. tail:sub(1, 16)))

-- GoldSrc, as a mod and not as a mod
local gold = string.pack("<zzzzzBBBc1c1BB", "192.0.2.1:27015", "FR", "surf", "cstrike", "CS", 12, 18, 47, "D", "W", 0,
  1)
show(source.decode("\255\255\255\255m" .. gold .. string.pack("<zzBI4I4BBBB", "www", "", 0, 1, 184000000, 0, 1, 1, 3)))
show(source.decode("\255\255\255\255m" .. gold:sub(1, -2) .. "\0\1\3"))

for _, text in ipairs {
  "", "\255\255\255\255", "hello, world", "\255\255\255\255A123", "\255\255\255\255I\17name\0", "\255\255\255\255m\0",
  "\254\255\255\255abc", "\255\255\255\255D\0",
} do show(source.decode(text)) end

local function judge(exchange, datagram)
  local verdict, text, fields, following = exchange.check(datagram)
  print(verdict, text, fields.name, following and hex(following:sub(-5)))
end

print "a challenge"
local exchange = source.probe {text = "Source #1"}
judge(exchange, exchange.request(1))
for i = 1, 4 do judge(exchange, source.encode {kind = "challenge", challenge = i}) end
exchange.request(2)
judge(exchange, source.encode {kind = "challenge", challenge = 0xFFFFFFFF})
judge(exchange, css)
judge(exchange, css:gsub("#1", "#2"))
judge(exchange, "hello")

print "parts"
local function part(id, total, number, data)
  return string.pack("<I4i4BBI2", 0xFFFFFFFE, id, total, number, 1248) .. data
end
judge(exchange, part(7, 2, 1, css:sub(41)))
judge(exchange, part(7, 2, 1, css:sub(41)))
judge(exchange, part(7, 2, 9, "x"))
judge(exchange, part(7, 2, 0, css:sub(1, 40)))
judge(exchange, part(8, 0, 0, ""))
judge(exchange, part(-8, 1, 0, css))
judge(exchange, part(9, 1, 0, part(10, 1, 0, css)))
judge(exchange, "\254\255\255\255")

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
local info = {kind = "info", name = "n", map = "m", players = 1, max_players = 8, is_private = true}
show(source.decode(source.encode(info)))
failure(source.encode, {})
failure(source.encode, {kind = "challenge"})
failure(source.encode, {kind = "info", name = "a\0"})
failure(source.encode, {kind = "info", players = 256})
failure(source.probe, {map = "a"})
