-- A server made of the ciphers' sources answers the probe's Initial packet (RFC 9000, RFC 9001, RFC 8446).
local quic = require "moonwire.proto.quic"
local folder = arg[0]:match("^(.*/)") or "./"
local function load_source(name) return dofile(folder .. "../../../Modules/Protocols/Library/" .. name .. ".lua") end
local crypto, aes = load_source("proto_crypto"), load_source("proto_aes")
local function un(text) return tostring(byte_span.from_hex(text)) end
local expand, hmac, sha256 = crypto.expand_label, crypto.hmac, crypto.SHA256[1]

local function keys_from(secret)
  return {
    key = expand(secret, "quic key", 16), iv = expand(secret, "quic iv", 12), mask = expand(secret, "quic hp", 16),
  }
end

local function initial_keys(id, side)
  local secret = hmac(crypto.SHA256, un "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", id)
  return keys_from(expand(secret, side .. " in", 32))
end

local function nonce(keys, number)
  return keys.iv:sub(1, 11) .. string.char(keys.iv:byte(12) ~ number)
end

-- Returns the header and the frames of the client's Initial packet.
local function open(datagram, id)
  local packet, keys = quic.decode(datagram), initial_keys(id, "client")
  local position = packet.payload_position
  local mask = aes.block(keys.mask, packet.payload:sub(5, 20))
  local first, number = packet.first ~ mask:byte() & 15, ""
  for i = 0, first & 3 do number = number .. string.char(datagram:byte(position + i) ~ mask:byte(i + 2)) end
  local header = string.char(first) .. datagram:sub(2, position - 1) .. number
  local frames = aes.open(keys.key, nonce(keys, number:byte(-1)), packet.payload:sub(#number + 1), header)
  return packet, frames, string.unpack(">I" .. #number, number)
end

-- Returns a packet of the server with a packet number of one byte. The type is 0 (Initial) or 2 (Handshake).
local function seal(keys, kind, asked, frames, number)
  frames = frames .. ("\0"):rep(20 - #frames)
  local header = string.pack(">BI4s1s1", 0xc0 | kind << 4, 1, asked.source_id, "server") .. (kind == 0 and "\0" or "")
    .. string.pack(">I2B", 0x4000 | #frames + 17, number)
  local sealed = aes.seal(keys.key, nonce(keys, number), frames, header)
  local mask = aes.block(keys.mask, sealed:sub(4, 19))
  local first = string.char(header:byte() ~ mask:byte() & 15)
  return first .. header:sub(2, -2) .. string.char(number ~ mask:byte(2)) .. sealed
end

local function crypto_frame(message) return "\6\0" .. string.pack(">I2", 0x4000 | #message) .. message end

local SHARE <const> = ("s"):rep(32)
local function server_hello(random, share)
  local extensions = "\0\x2b\0\2\3\4" .. (share and "\0\x33\0\x24\0\x1d\0\x20" .. share or "")
  return "\2" .. string.pack(">s3", "\3\3" .. random .. "\0\x13\1\0" .. string.pack(">s2", extensions))
end

local function handshake_keys(client_hello, hello)
  local zeros = ("\0"):rep(32)
  local derived = expand(hmac(crypto.SHA256, zeros, zeros), "derived", 32, sha256 "")
  return keys_from(expand(hmac(crypto.SHA256, derived, SHARE), "s hs traffic", 32, sha256(client_hello .. hello)))
end

local function encrypted_extensions(name)
  local alpn = name and "\0\x10" .. string.pack(">s2", string.pack(">s2", string.pack("s1", name))) or ""
  return "\8" .. string.pack(">s3", string.pack(">s2", "\0\x0a\0\4\0\2\0\x1d" .. alpn))
end

-- Asks, and passes what a server needs to the function that makes its datagrams. Prints the last verdict.
local function try(title, options, answers)
  local exchange = quic.probe(options)
  local datagram = exchange.request(1)
  local asked, frames = open(datagram, quic.decode(datagram).destination_id)
  local length = string.unpack(">I2", frames, 3) & 0x3fff
  local client_hello = frames:sub(5, 4 + length)
  local hello = server_hello(("r"):rep(32), SHARE)
  local server = {
    asked = asked, client_hello = client_hello, hello = hello, datagram = datagram, exchange = exchange,
    initial = initial_keys(asked.destination_id, "server"), handshake = handshake_keys(client_hello, hello),
  }
  local verdict, text, fields, closing
  for _, answer in ipairs {answers(server)} do verdict, text, fields, closing = exchange.check(answer) end
  print(title .. ": " .. verdict, text, fields.alpn, fields.error)
  return server, closing
end

local function first_flight(name)
  return function(server)
    return seal(server.initial, 0, server.asked, "\2\0\0\0\0" .. crypto_frame(server.hello), 0)
      .. seal(server.handshake, 2, server.asked, crypto_frame(encrypted_extensions(name)), 0)
  end
end

local H3 <const> = {alpn = "h3", host = "example.com"}
local server, closing = try("h3", H3, first_flight "h3")
print(#server.datagram, server.client_hello:find("\0\16\0\5\0\3\2h3", 1, true) ~= nil,
  server.client_hello:find("\0\11example.com", 1, true) ~= nil)
local closed, frames, number = open(closing, server.asked.destination_id)
print(#closing, closed.destination_id, number, byte_span.to_hex(frames:sub(1, 5)))
try("one of two", {alpn = {"hq-interop", "h3"}}, first_flight "h3")
try("another one", H3, first_flight "h2")
try("no protocol", H3, first_flight(nil))
try("an address has no name", {alpn = "h3", host = "127.0.0.1"}, first_flight "h3")
try("two datagrams", H3, function(s)
  return seal(s.initial, 0, s.asked, "\1\2\0\0\0\0", 0), seal(s.initial, 0, s.asked, crypto_frame(s.hello), 1),
    seal(s.handshake, 2, s.asked, crypto_frame(encrypted_extensions "h3"), 0)
end)
try("a packet after the handshake comes first", H3, function(s) return "\x40" .. s.asked.source_id .. ("x"):rep(40) end)
try("only a ServerHello", H3, function(s) return seal(s.initial, 0, s.asked, crypto_frame(s.hello), 1) end)
try("refused", H3, function(s) return seal(s.initial, 0, s.asked, "\x1c\x41\x78\6\3bad", 0) end)
try("refused late", H3, function(s)
  return seal(s.initial, 0, s.asked, crypto_frame(s.hello), 0) .. seal(s.handshake, 2, s.asked, "\x1c\x41\x78\6\0", 0)
end)
try("refused by QUIC", H3, function(s) return seal(s.initial, 0, s.asked, "\x1c\2\0\0", 0) end)
try("another group", H3, function(s)
  local retry = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07"
    .. "\x9e\x09\xe2\xc8\xa8\x33\x9c"
  return seal(s.initial, 0, s.asked, crypto_frame(server_hello(retry)), 0)
end)
try("wrong keys", H3, function(s) return seal(initial_keys("x", "server"), 0, s.asked, crypto_frame(s.hello), 0) end)
try("other versions", H3, function(s)
  return quic.encode {
    version = 0, destination_id = s.asked.source_id, source_id = s.asked.destination_id, versions = {5},
  }
end)
try("the question", H3, function(s) return s.datagram end)

print "-- Retry"
local function retry(asked, token, key)
  local packet = string.pack(">BI4s1s1", 0xf0, 1, asked.source_id, "retried") .. token
  return packet .. aes.seal(key or un "be0c690b9f66575a1d766b54e368c84e", un "461599d35d632bf2239825bb", "",
    string.pack("s1", asked.destination_id) .. packet)
end
server, closing = try("retry", H3, function(s) return retry(s.asked, "a token") end)
local again, hello_frame, next_number = open(closing, "retried")
print(#closing, again.token, again.destination_id, next_number)
print(hello_frame:sub(5, 4 + #server.client_hello) == server.client_hello)
local verdict = server.exchange.check(seal(initial_keys("retried", "server"), 0, again, crypto_frame(server.hello), 0)
  .. seal(server.handshake, 2, again, crypto_frame(encrypted_extensions "h3"), 0))
print(verdict)
print((server.exchange.check(retry(server.asked, "a token"))))
try("a forged retry", H3, function(s) return retry(s.asked, "a token", ("k"):rep(16)) end)
try("a retry without token", H3, function(s) return retry(s.asked, "") end)

-- Frames and messages of random bytes.
math.randomseed(20261130, 2)
local function random_bytes(count)
  local list = {}
  for i = 1, count do list[i] = string.char(math.random(0, math.random(0, 3) == 0 and 255 or 8)) end
  return table.concat(list)
end
local exchange = quic.probe(H3)
local asked = quic.decode(exchange.request(1))
local keys = initial_keys(asked.destination_id, "server")
for i = 1, 300 do
  local content = random_bytes(math.random(0, 60))
  if i % 3 == 0 then content = crypto_frame("\2" .. string.pack(">s3", content)) end
  local known = exchange.check(seal(keys, 0, asked, content, i & 255))
  assert(known == "different" or known == "unrelated" or known == "matched", known)
end
print "every frame is judged"
