local quic = require "moonwire.proto.quic"
local function un(text) return tostring(byte_span.from_hex(text)) end
local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end

-- The question: RFC 9000 14.1 and 15.
local exchange = quic.probe {host = "localhost", port = 443}
local first, second = exchange.request(1), exchange.request(2)
local question, other = quic.decode(first), quic.decode(second)
print(#first, question.type, question.version & 0x0f0f0f0f == 0x0a0a0a0a, first:byte() & 0xc0 == 0xc0)
print(#question.destination_id, #question.source_id, question.destination_id ~= other.destination_id)

local function answer(to, versions, change)
  local packet = {
    version = 0, destination_id = to.source_id, source_id = to.destination_id, versions = versions, first = 0xb4,
  }
  for key, value in pairs(change or {}) do packet[key] = value end
  return quic.encode(packet)
end

local function judge(datagram, options)
  local judging = exchange
  if options then
    judging = quic.probe(options)
    local asked = quic.decode(judging.request(1))
    datagram = datagram(asked)
  end
  local verdict, text, fields = judging.check(datagram)
  print(verdict, text, fields.versions and table.concat(fields.versions, " "))
end

print "-- versions"
judge(answer(question, {1, 0x6b3343cf, 0xff00001d, 0x709a50c4}))
judge(byte_span.append(answer(other, {0xfa5aeada, 1, 1})))
judge(answer(other, {0xfa5aeada}))
for _, version in ipairs {"1", 1, "2", "draft-29", "0x709a50c4"} do
  judge(function(asked) return answer(asked, {1, 0xff00001d, 0x709a50c4}) end, {version = version})
end
judge(function(asked) return answer(asked, {1}) end, {version = {"1", "2", "draft-29"}})

print "-- other answers"
judge(answer(question, {1}, {source_id = "12345678"}))
judge(answer(question, {1}, {destination_id = other.source_id}))
judge(answer(question, {1}, {destination_id = "", source_id = ""}))
judge(answer(question, {}))
judge(answer(question, {1}) .. "x")
judge(answer(question, {}, {version = 7, payload = "payload"}))
judge(first)
judge "hello"
judge ""
judge("\x40" .. ("x"):rep(30))

-- The answer of Caddy to a question.
local recorded = quic.decode(un("b400000000084eaa4b65a983ff9008fae9c1cc47df3823" .. "00000001709a50c4ff00001daa4a9a7a"))
print(recorded.type, #recorded.versions, byte_span.to_hex(recorded.destination_id))

-- The starts of RFC 9001 A.2 (Initial) and A.4 (Retry).
local initial = quic.decode(un "c300000001088394c8f03e5157080000449e7b9aec34" .. ("x"):rep(1200))
print(initial.type, initial.version, #initial.token, #initial.payload, #initial.rest)
local retry = quic.decode(un "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba")
print(retry.type, retry.token, #retry.tag, byte_span.to_hex(retry.source_id))

print "-- errors"
print(quic.decode(un "c000000001"))
print(quic.decode(un "c00000000100000041"))
print(quic.decode(un "c0000000010000000a41"))
failure(quic.encode, {destination_id = "x"})
failure(quic.encode, {destination_id = "x", source_id = "y", version = 0})
failure(quic.encode, {destination_id = "x", source_id = "y", version = 0, versions = {-1}})
failure(quic.encode, {destination_id = ("x"):rep(256), source_id = "y"})
failure(quic.probe, {version = "draft"})
failure(quic.probe, {version = 0})
failure(quic.probe, {sni = "localhost"})
failure(quic.probe, {alpn = ""})
failure(quic.probe, {alpn = "h3", version = "2"})
failure(quic.probe, {retries = 1})
