local ikev2 = require "moonwire.proto.ikev2"
local function un(text) return tostring(byte_span.from_hex(text)) end
local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end

-- An answer of strongSwan 5.9.8.
local ANSWER <const> = un("6d78489baea7fb5868eb024022e304992120222000000000000000a8220000300000002c010100040300000c0100"
  .. "000c800e0100030000080300000c0300000802000005000000080400001f28000028001f0000e9524b900b4ec0dd720bdac4669f3decb2c7"
  .. "08e08748900628bc8ed2bf12092a29000024beae60d8e3b78d5a774342dbac1776e728a5f8efb3c98ab13e25dac26eed2aae29000008"
  .. "000040220000000800004014")
local function show(message)
  local names = {}
  for i, notification in ipairs(message.notifications) do names[i] = notification.name end
  local proposal = message.proposal or {}
  print(message.version, message.exchange, message.is_response, message.marker, #message.payloads, message.group)
  print(proposal.encryption, proposal.prf, proposal.integrity, proposal.group, table.concat(names, " "))
end
show(ikev2.decode(ANSWER))
show(ikev2.decode(byte_span.append("\0\0\0\0" .. ANSWER)))

print "-- questions"
local SIZES <const> = {[14] = 256, [31] = 32, [2] = 128, [5] = 192, [15] = 384, [16] = 512}
for _, options in ipairs {{}, {port = 500}, {port = 4500}, {nat = "yes"}, {port = 4500, nat = "no"}, {group = "31"},
  {group = 2}, {group = 5}, {group = 15}, {group = 16}} do
  local exchange = ikev2.probe(options)
  local datagram = exchange.request(1)
  local message = ikev2.decode(datagram)
  local group, _, value = string.unpack(">I2I2", message.payloads[2].data)
  value = message.payloads[2].data:sub(5)
  local kinds = {}
  for i, payload in ipairs(message.payloads) do kinds[i] = payload.type end
  print(options.port, options.nat, group, #value == SIZES[group], message.marker, message.proposal.group,
    table.concat(kinds, " "), message.flags, message.is_response, exchange.request(2) == datagram)
end

local function reply(spi, name, data, change)
  local message = {
    initiator_spi = spi, flags = 0x20,
    payloads = name and {{type = 41, data = string.pack(">BBI2", 0, 0, name) .. (data or "")}} or {},
  }
  for key, value in pairs(change or {}) do message[key] = value end
  return ikev2.encode(message)
end

local function judge(exchange, datagram)
  local verdict, text, fields = exchange.check(datagram)
  print(verdict, text, fields.notifications and table.concat(fields.notifications, " "),
    fields.vendor_ids and table.concat(fields.vendor_ids, " "))
end

print "-- answers"
local exchange = ikev2.probe {host = "localhost", port = 500}
local question = exchange.request(1)
local spi = ikev2.decode(question).initiator_spi
judge(exchange, spi .. ANSWER:sub(9))
judge(exchange, byte_span.append(spi .. ANSWER:sub(9)))
judge(exchange, reply(spi, 14))
judge(exchange, reply(spi, 17, "\0\19"))
judge(exchange, reply(spi, 17, "\1\0"))
judge(exchange, reply(spi, 17))
judge(exchange, reply(spi, 16390, "cookie"))
judge(exchange, reply(spi, 16407, "\1\4\127\0\0\1"))
judge(exchange, reply(spi, 7))
judge(exchange, reply(spi, 9999))
judge(exchange, reply(spi, 40000))
judge(exchange, reply(spi))
judge(exchange, reply(spi, nil, nil, {payloads = {{type = 43, data = "strong"}, {type = 41, data = "\0\0\0\14"}}}))
judge(exchange, ANSWER)
judge(exchange, "\0\0\0\0" .. reply(spi, 14))
judge(exchange, reply(spi, 14, "", {flags = 8}))
judge(exchange, reply(spi, 14, "", {exchange = 37}))
judge(exchange, (reply(spi, 14):gsub("^(.................)\x20", "%1\x10")))
judge(exchange, question)
judge(exchange, "\xff")
judge(exchange, "hello, this is some text of another protocol")
local at_4500 = ikev2.probe {port = 4500}
spi = ikev2.decode(at_4500.request(1)).initiator_spi
judge(at_4500, "\0\0\0\0" .. reply(spi, 14))
judge(at_4500, reply(spi, 14))

print "-- errors"
local function broken(payload, data)
  local header = string.pack(">c8c8BBBBI4I4", "12345678", "", payload, 0x20, 34, 0x20, 0, 28 + #data)
  print(ikev2.decode(header .. data))
end
print(ikev2.decode "")
print(ikev2.decode(ANSWER .. "x"))
broken(33, "")
broken(33, "\0\0\0\3")
broken(33, "\0\0\0\5x")
broken(33, "\0\0\0\4")
broken(33, "\0\0\0\x10" .. "\0\0\0\12\1\1\0\2" .. "\0\0\0\7")
broken(33, "\0\0\0\x14" .. "\0\0\0\16\1\1\0\1" .. "\0\0\0\12\1\0\0\12")
broken(34, "\0\0\0\4")
broken(41, "\0\0\0\6xx")
failure(ikev2.encode, {})
failure(ikev2.encode, {initiator_spi = "123456789"})
failure(ikev2.encode, {initiator_spi = "1", payloads = {{type = 0, data = ""}}})
failure(ikev2.encode, {initiator_spi = "1", payloads = {1}})
failure(ikev2.probe, {group = 19})
failure(ikev2.probe, {group = "x"})
failure(ikev2.probe, {nat = "maybe"})
failure(ikev2.probe, {key = 1})
