-- A server made of the ciphers' sources answers the probe's initiation (https://www.wireguard.com/protocol/).
local wireguard = require "moonwire.proto.wireguard"
local folder = arg[0]:match("^(.*/)") or "./"
local function load_source(name) return dofile(folder .. "../../../Modules/Protocols/Library/" .. name .. ".lua") end
local crypto, noise = load_source("proto_crypto"), load_source("proto_noise")
local blake2s, x25519, BLAKE2S = noise.BLAKE2S[1], noise.x25519, noise.BLAKE2S
local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, (e.detail:gsub("/%S*/", "")))
end

local files = {}
local function temporary(text)
  local name = os.tmpname()
  local file <close> = assert(io.open(name, "w"))
  file:write(text)
  files[#files + 1] = name
  return name
end

local SERVER <const>, PEER <const>, PRESHARED <const> = ("s"):rep(32), ("p"):rep(32), ("q"):rep(32)
local SERVER_PUBLIC <const>, PEER_PUBLIC <const> = x25519(SERVER), x25519(PEER)
local public = byte_span.to_base64(SERVER_PUBLIC)
local private = temporary(byte_span.to_base64(PEER) .. "\n")
local preshared = temporary(byte_span.to_base64(PRESHARED) .. "\n")

-- Returns the answer of a server to an initiation, and the time stamp's seconds. Raises an error if a part of the
-- initiation is not as it must be.
local function answer(datagram, psk)
  local asked = wireguard.decode(datagram)
  local nonce, zeros = ("\0"):rep(12), ("\0"):rep(32)
  assert(blake2s(datagram:sub(1, 116), blake2s("mac1----" .. SERVER_PUBLIC), 16) == asked.mac1, "mac1")
  local chaining = blake2s("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s")
  local transcript = blake2s(blake2s(chaining .. "WireGuard v1 zx2c4 Jason@zx2c4.com") .. SERVER_PUBLIC)
  local function mix(secret)
    local base = crypto.hmac(BLAKE2S, chaining, secret)
    chaining = crypto.hmac(BLAKE2S, base, "\1")
    local first = crypto.hmac(BLAKE2S, base, chaining .. "\2")
    return first, crypto.hmac(BLAKE2S, base, first .. "\3")
  end
  local function add(data) transcript = blake2s(transcript .. data) end
  add(asked.ephemeral)
  mix(asked.ephemeral)
  assert(noise.seal(mix(x25519(SERVER, asked.ephemeral)), nonce, PEER_PUBLIC, transcript) == asked.static, "static")
  add(asked.static)
  local key = mix(x25519(SERVER, PEER_PUBLIC))
  -- The cipher is a stream, so that zeros give its bytes.
  local stream, text = noise.seal(key, nonce, ("\0"):rep(12), transcript), {}
  for i = 1, 12 do text[i] = string.char(asked.timestamp:byte(i) ~ stream:byte(i)) end
  text = table.concat(text)
  assert(noise.seal(key, nonce, text, transcript) == asked.timestamp, "timestamp")
  add(asked.timestamp)
  local ephemeral = ("e"):rep(32)
  local response = {type = "response", sender = 7, receiver = asked.sender, ephemeral = x25519(ephemeral)}
  add(response.ephemeral)
  mix(response.ephemeral)
  mix(x25519(ephemeral, asked.ephemeral))
  mix(x25519(ephemeral, PEER_PUBLIC))
  local tau, last = mix(psk or zeros)
  add(tau)
  response.empty = noise.seal(last, nonce, "", transcript)
  response.mac1, response.mac2 = "", ""
  return wireguard.encode(response), string.unpack(">I8", text) - 0x400000000000000a
end

local function judge(exchange, datagram)
  local verdict, text, fields = exchange.check(datagram)
  print(verdict, text, fields.type, fields.attempt)
end

print "-- without keys"
local exchange = wireguard.probe {host = "localhost", port = 51820}
local first, second = exchange.request(1), exchange.request(2)
local asked = wireguard.decode(second)
print(exchange.one_way, #first, asked.type, first ~= second, asked.mac2 == ("\0"):rep(16))
judge(exchange, wireguard.encode {type = "cookie_reply", receiver = asked.sender, nonce = "", cookie = ""})
judge(exchange, wireguard.encode {
  type = "response", sender = 1, receiver = asked.sender, ephemeral = "", empty = "", mac1 = "", mac2 = "",
})
judge(exchange, wireguard.encode {type = "data", receiver = asked.sender ~ 1, counter = 1, payload = ("x"):rep(16)})
judge(exchange, first)
judge(exchange, "hello")
judge(exchange, "")

print "-- with the server's public key"
exchange = wireguard.probe {public_key = public}
first = exchange.request(1)
print(exchange.one_way, blake2s(first:sub(1, 116), blake2s("mac1----" .. SERVER_PUBLIC), 16) == first:sub(117, 132))

print "-- with a peer's private key"
exchange = wireguard.probe {public_key = public, private_key = private}
first, second = exchange.request(1), exchange.request(2)
local response, seconds = answer(first)
print(exchange.one_way, math.abs(seconds - os.time()) < 5)
judge(exchange, response)
judge(exchange, (answer(second)))
judge(exchange, byte_span.append(response))
judge(exchange, response:sub(1, 50) .. "x" .. response:sub(52))
judge(exchange, (answer(second, PRESHARED)))
judge(exchange, response:sub(1, 8) .. "none" .. response:sub(13))
exchange = wireguard.probe {public_key = public, private_key = private, preshared_key = preshared}
first = exchange.request(1)
judge(exchange, (answer(first, PRESHARED)))
judge(exchange, (answer(first)))

print "-- messages"
local data = wireguard.decode(wireguard.encode {type = "data", receiver = 4294967295, counter = 5, payload = "text"})
print(data.type, data.receiver, data.counter, data.payload)
for _, datagram in ipairs {"", "\5\0\0\0", "\1\0\0\1", "\1\0\0\0", first .. "x", "\4\0\0\0" .. ("x"):rep(11)} do
  print(wireguard.decode(datagram))
end
failure(wireguard.encode, {type = "hello"})
failure(wireguard.encode, {type = "data", receiver = -1})
failure(wireguard.encode, {type = "cookie_reply", receiver = 1, nonce = ("x"):rep(25)})
failure(wireguard.probe, {public_key = "AAAA"})
failure(wireguard.probe, {public_key = ("="):rep(44)})
failure(wireguard.probe, {private_key = private})
failure(wireguard.probe, {public_key = public, preshared_key = preshared})
failure(wireguard.probe, {public_key = public, private_key = "/nowhere/a.key"})
failure(wireguard.probe, {public_key = public, private_key = temporary "a key"})
failure(wireguard.probe, {key = public})
for _, name in ipairs(files) do os.remove(name) end
