-- The messages are from RFC 5769.
local stun = require "moonwire.proto.stun"

local function hex(text) return tostring(byte_span.from_hex((text:gsub("%s", "")))) end

local v4 = hex [[
  0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200008 0001a147e112a643
  00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96]]
local v6 = hex [[
  01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200014
  0002a1470113a9faa5d3f179bc25f4b5bed2b9d9 00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c]]
for _, datagram in ipairs {v4, v6} do
  local m = stun.decode(datagram)
  print(m.class, m.method, byte_span.to_hex(m.transaction), m.software, #m.attributes)
  print(m.xor_mapped.address, m.xor_mapped.port, m.mapped)
end

local exchange, transaction

local function ask(options)
  exchange = stun.probe(options)
  local question = exchange.request(1)
  transaction = stun.decode(question).transaction
  return question
end

local function answer(change)
  local message = {class = "success", transaction = transaction}
  for name, value in pairs(change) do message[name] = value end
  local verdict, text, fields = exchange.check(stun.encode(message))
  print(verdict, text, fields.software, fields.alternate_server)
end

local question = ask()
print(#question, byte_span.to_hex(question:sub(1, 8)), exchange.request(2) ~= question)
local mapped, other = {address = "192.0.2.1", port = 32853}, {address = "2001:db8::1", port = 1}
answer {xor_mapped = mapped, mapped = other, software = "server\27"}
answer {mapped = other}
answer {xor_mapped = other}
answer {attributes = {{type = 0x8020, value = v4:sub(41, 44) .. v4:sub(45, 48)}}}
answer {}
answer {class = "error", error = {code = 420, reason = "Unknown Attribute"}}
answer {class = "error", error = {code = 300, reason = "Try Alternate"}, alternate_server = mapped}
answer {class = "error"}
answer {class = "indication", xor_mapped = mapped}
answer {class = "success", method = 3, xor_mapped = mapped}
answer {transaction = ("x"):rep(12), xor_mapped = mapped}
local function check(datagram)
  local verdict, text = exchange.check(datagram)
  print(verdict, text)
end
check(question)
local good = stun.encode {class = "success", transaction = transaction, xor_mapped = mapped}
check(good:sub(1, 4) .. "\x21\x12\xa4\x43" .. good:sub(9))
check(good .. "\0\0\0\0")
check(good:sub(1, 21))
check(good:sub(1, 22) .. "\0\x09" .. good:sub(25))
check("\x80" .. good:sub(2))

ask {address = "192.0.2.0/24"}
answer {xor_mapped = mapped}
answer {xor_mapped = other}
ask {address = "2001:db8::1"}
answer {xor_mapped = other}
answer {xor_mapped = mapped}

for class = 0, 3 do
  local name = ({[0] = "request", "indication", "success", "error"})[class]
  local decoded = stun.decode(stun.encode {class = name, method = 0xABC})
  print(decoded.class, decoded.method == 0xABC)
end
print((select(2, pcall(stun.probe, {address = "x"}))).detail)
print((select(2, pcall(stun.encode, {transaction = "x"}))).detail)
print((select(2, pcall(stun.encode, {mapped = {address = "x"}}))).detail)
print((select(2, pcall(stun.encode, {class = "x"}))).detail)
