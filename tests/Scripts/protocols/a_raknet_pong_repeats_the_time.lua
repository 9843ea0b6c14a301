local raknet = require "moonwire.proto.raknet"
local hex = byte_span.to_hex

local MAGIC <const> = "00ffff00fefefefefdfdfdfd12345678"
print(hex(raknet.encode {kind = "ping", time = 1, guid = -2}))
print(hex(raknet.encode {kind = "pong", time = 1, guid = 2, data = "ab"}))

local function show(m, problem)
  if not m then return print(m, problem) end
  local parts = {}
  for name, value in pairs(m) do parts[#parts + 1] = name .. "=" .. tostring(value) end
  table.sort(parts)
  print(table.concat(parts, ", "))
end

local motd = "MCPE;Dedicated\\; Server;527;1.19.1;3;10;13253860892328930865;Bedrock level;Survival;1;19132;19133;0;"
show(raknet.decode(raknet.encode {kind = "pong", time = 5, guid = 6, data = motd}))
show(raknet.decode(raknet.encode {kind = "pong", data = "MCEE;a;x;1;1e999"}))
show(raknet.decode(raknet.encode {kind = "pong", data = "other;a;b"}))
print(#raknet.decode(raknet.encode {kind = "pong", data = (";"):rep(60000)}).data)
print(raknet.decode(raknet.encode {kind = "pong", data = "MCPE" .. (";"):rep(60000)}).motd == "")
local pong = raknet.encode {kind = "pong", time = 5, guid = 6, data = "12345"}
show(raknet.decode(pong:sub(1, 33) .. pong:sub(36))) -- RakNet itself writes no length
show(raknet.decode(pong:sub(1, 33)))
show(raknet.decode("\2" .. raknet.encode {kind = "ping", time = 7}:sub(2)))
for _, text in ipairs {"", "\1", "\28" .. ("a"):rep(100), pong:sub(1, 32), "\29" .. pong} do
  show(raknet.decode(text))
end

local exchange = raknet.probe {text = "Bedrock", pattern = "^MCPE"}
local first, second = exchange.request(1), exchange.request(2)
local time = raknet.decode(second).time
print(#first, hex(first:sub(1, 1)), hex(first:sub(10, 25)) == MAGIC, raknet.decode(first).time ~= time)
local function judge(datagram)
  local verdict, text, fields = exchange.check(datagram)
  print(verdict, text, fields.motd, fields.players)
end
judge(raknet.encode {kind = "pong", time = time, data = motd})
judge(raknet.encode {kind = "pong", time = time, data = "MCPE;a;b"})
judge(raknet.encode {kind = "pong", time = time, data = "Bedrock"})
judge(raknet.encode {kind = "pong", time = time + 1, data = motd})
judge(first)
judge("hello")
print((select(2, raknet.probe().check(pong))))

local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end
failure(raknet.encode, {kind = "peng"})
failure(raknet.encode, {kind = "ping", time = "x"})
failure(raknet.encode, {kind = "pong", data = 1})
