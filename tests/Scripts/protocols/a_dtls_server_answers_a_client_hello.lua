local dtls = require "moonwire.proto.dtls"
local function un(text) return tostring(byte_span.from_hex(text)) end
local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, e.detail)
end

-- A server's answers: a HelloVerifyRequest and a ServerHello of GnuTLS.
local REQUEST <const> = un "16feff0000000000000000001f030000130000000000000013feff1049ef4bf91da047dda8efce628ccd09f7"
local HELLO <const> = un("16fefd00000000000000010063020000570001000000000057fefd1d1399fec89ed77d96aca47b30a423b11266c4"
  .. "594e1177a62a360d7ed08902b6202858c9b2bab065c4f0b62ba6146bc9793b24afe98dfcf8bce5a611925afbdb72c02b00000f000b"
  .. "0002010000170000ff01000100")
local request, hello = dtls.decode(REQUEST), dtls.decode(HELLO)
print(request.type, request.version, request.sequence, byte_span.to_hex(request.cookie), #request.records)
print(hello.type, hello.message_version, hello.sequence, hello.message_sequence, hello.cipher, #hello.session_id)
print(dtls.encode {type = "hello_verify_request", version = 0xfeff, cookie = request.cookie} == REQUEST)

local function judge(exchange, datagram)
  local verdict, text, fields, following = exchange.check(datagram)
  print(verdict, text, fields.type, following and #following)
  return following
end

print "-- the question"
local exchange = dtls.probe {host = "example.com", port = 4433}
local first, second = exchange.request(1), exchange.request(2)
local asked, again = dtls.decode(first), dtls.decode(second)
print(asked.type, asked.sequence, asked.message_sequence, #asked.random, #asked.cookie, asked.message_version)
print(again.sequence, again.random == asked.random, #first < 500, first:find("\0\11example.com", 1, true) ~= nil)

print "-- answers"
judge(exchange, REQUEST)
judge(exchange, byte_span.append(REQUEST))
print(dtls.decode(judge(exchange, HELLO)).sequence)
local retry = HELLO:sub(1, 27) .. un "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c" .. HELLO:sub(60)
judge(exchange, retry)
judge(exchange, dtls.encode {type = "alert", description = 40})
judge(exchange, dtls.encode {type = "alert", version = 0xfeff, description = 99})
judge(exchange, first)
judge(exchange, un "17fefd00000000000000000002" .. "ab")
judge(exchange, un "15fefd00010000000000000002" .. "ab")
judge(exchange, un "16fefd000000000000000000140b000008000200000000000800000000000000" .. "00")
judge(exchange, un "16fefd0000000000000000000f020000570001000005000003616263")
judge(exchange, HELLO .. "\x2e" .. ("x"):rep(30))
judge(exchange, "hello")
judge(exchange, "GET / HTTP/1.1\r\n")
judge(exchange, "")

print "-- the whole handshake"
exchange = dtls.probe {handshake = "yes"}
first = exchange.request(1)
local following = dtls.decode(judge(exchange, REQUEST))
print(following.type, following.cookie == request.cookie, following.sequence, following.message_sequence,
  following.random == dtls.decode(first).random)
print(dtls.decode(exchange.request(2)).cookie == request.cookie)
judge(exchange, REQUEST)
local function other(cookie) return dtls.encode {type = "hello_verify_request", cookie = cookie} end
judge(exchange, other "1")
judge(exchange, other "")
judge(exchange, other "3")
judge(exchange, dtls.encode {type = "alert", description = 70})
judge(exchange, HELLO)

print "-- errors"
for _, text in ipairs {"16", "16fefd", "99fefd00000000000000000000", "16fefd0000000000000000000101",
  "15fefd00000000000000000000", "16fefd0000000000000000000c020000000000000000000000", "160301000100"} do
  print(dtls.decode(un(text)))
end
failure(dtls.encode, {type = "finished"})
failure(dtls.encode, {type = "alert"})
failure(dtls.encode, {type = "hello_verify_request"})
failure(dtls.probe, {handshake = "maybe"})
failure(dtls.probe, {alpn = "h3"})
