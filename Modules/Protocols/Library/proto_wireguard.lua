-- moonwire.proto.wireguard: the messages of WireGuard (https://www.wireguard.com/protocol/). A server answers only a
-- handshake initiation that the key of one of its peers authenticates.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, rep, match, concat, next = string.pack, string.sub, string.rep, string.match, table.concat, next
local pcall, tostring, maxinteger, random, tointeger = pcall, tostring, math.maxinteger, math.random, math.tointeger
local from_base64 = byte_span.from_base64

local wireguard = {
  name = "wireguard", port = 51820, title = "WireGuard, one-way without keys", example = "wireguard://127.0.0.1",
  options = {public_key = true, private_key = true, preshared_key = true},
}

-- The name and the fields of each type of message. A field of 4 or 8 bytes is an integer.
local LAYOUTS <const> = {
  {"initiation", {"sender", 4}, {"ephemeral", 32}, {"static", 48}, {"timestamp", 28}, {"mac1", 16}, {"mac2", 16}},
  {
    "response", {"sender", 4}, {"receiver", 4}, {"ephemeral", 32}, {"empty", 16}, {"mac1", 16}, {"mac2", 16},
  },
  {"cookie_reply", {"receiver", 4}, {"nonce", 24}, {"cookie", 32}},
  {"data", {"receiver", 4}, {"counter", 8}},
}

function wireguard.encode(message)
  check.table("encode", 1, message)
  local number, layout = 1, LAYOUTS[1]
  while layout and layout[1] ~= message.type do number, layout = number + 1, LAYOUTS[number + 1] end
  if not layout then check.fail("encode", 1, "type: initiation, response, cookie_reply or data expected") end
  local parts = {pack("<I4", number)}
  for i = 2, #layout do
    local name, size = layout[i][1], layout[i][2]
    if size <= 8 then
      parts[i] = pack("<I" .. size, check.integer("encode", message, name, 0, size == 4 and 0xffffffff or maxinteger))
    else
      parts[i] = pack("c" .. size, check.string("encode", message, name, size))
    end
  end
  if number == 4 then parts[#parts + 1] = check.string("encode", message, "payload", 65000) end
  return concat(parts)
end

function wireguard.decode(datagram)
  datagram = check.bytes("decode", 1, datagram)
  local number = check.unpack("<I4", datagram)
  local layout = LAYOUTS[number]
  if not layout then return nil, number and "the type " .. number .. " is unknown" or "the type is missing" end
  local message, position = {type = layout[1]}, 5
  for i = 2, #layout do
    local name, size = layout[i][1], layout[i][2]
    local value, following = check.unpack(size == 4 and "<I4" or size == 8 and "<i8" or "c" .. size, datagram, position)
    if not value then return nil, "the message is too short: " .. layout[1] end
    message[name], position = value, following
  end
  if number == 4 then
    message.payload = sub(datagram, position)
  elseif position <= #datagram then
    return nil, "the message is too long: " .. layout[1]
  end
  return message
end

-- Keys ----------------------------------------------------------------------------------------------------------------

local function read_key(name, text)
  local ok, key = pcall(from_base64, match(text, "^%s*(%S*)%s*$") or "")
  if not ok or #key ~= 32 then check.fail("probe", 1, name .. ": a key of 32 bytes in base64 expected") end
  return tostring(key)
end

local function read_file(options, name)
  return options[name] ~= nil and read_key(name, check.file("probe", options, name)) or nil
end

-- The handshake -------------------------------------------------------------------------------------------------------

-- Returns the functions of a handshake between the own private key and a server's public key. The ephemeral key is the
-- base point of X25519, whose secret is 1, so that the shared secret of it and the server's key is the server's key.
-- The handshake hides nothing therefore, but it authenticates both sides.
local function handshake(public, private, preshared)
  local noise, hmac = host.late("proto_noise.lua"), host.late("proto_crypto.lua").hmac
  local blake2s, hash = noise.BLAKE2S[1], noise.BLAKE2S
  local zeros, nonce = rep("\0", 32), rep("\0", 12)
  local own_public, shared = private and noise.x25519(private), private and noise.x25519(private, public)
  local chaining, transcript

  -- Mixes a secret into the chaining key. Returns two further keys.
  local function mix(secret)
    local base = hmac(hash, chaining, secret)
    chaining = hmac(hash, base, "\1")
    local first = hmac(hash, base, chaining .. "\2")
    return first, hmac(hash, base, first .. "\3")
  end

  local function add(data)
    transcript = blake2s(transcript .. data)
    return data
  end

  local function seal(key, text) return add(noise.seal(key, nonce, text, transcript)) end

  local self = {}

  function self.mac(key, data) return blake2s(data, blake2s("mac1----" .. key), 16) end

  -- Sets the fields of an initiation that the keys decide. `now` is a Unix time stamp.
  function self.fill(message, now)
    chaining = blake2s("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s")
    transcript = blake2s(chaining .. "WireGuard v1 zx2c4 Jason@zx2c4.com")
    add(public)
    message.ephemeral = add("\9" .. rep("\0", 31))
    mix(message.ephemeral)
    message.static = seal(mix(public), own_public)
    local seconds = tointeger(now // 1)
    local nanoseconds = tointeger((now - seconds) * 1e9 // 1)
    message.timestamp = seal(mix(shared), pack(">I8I4", 0x400000000000000a + seconds, nanoseconds))
    message.state = {chaining, transcript}
  end

  -- Returns true if the response belongs to the initiation, and the server has its private key.
  function self.verify(message, response)
    chaining, transcript = message.state[1], message.state[2]
    mix(add(response.ephemeral))
    mix(response.ephemeral)
    mix(noise.x25519(private, response.ephemeral))
    local add_key, key = mix(preshared or zeros)
    add(add_key)
    return seal(key, "") == response.empty
  end

  return self
end

function wireguard.probe(options)
  options = check.options(options, wireguard.options)
  local public = options.public_key ~= nil and read_key("public_key", check.string("probe", options, "public_key", 100))
  local private, preshared = read_file(options, "private_key"), read_file(options, "preshared_key")
  if private and not public then check.fail("probe", 1, "private_key: goes only with public_key") end
  if preshared and not private then check.fail("probe", 1, "preshared_key: goes only with private_key") end
  local keys = public and handshake(public, private, preshared)
  local sent, exchange = {}, {one_way = not private or nil}

  function exchange.request(attempt)
    local message = {
      type = "initiation", sender = random(0) & 0xffffffff, ephemeral = check.random(32), static = check.random(48),
      timestamp = check.random(28), mac1 = check.random(16), mac2 = rep("\0", 16),
    }
    if private then keys.fill(message, host.own.short.time.system_clock.now().seconds_since_epoch) end
    if keys then message.mac1 = keys.mac(public, sub(wireguard.encode(message), 1, 116)) end
    message.datagram = wireguard.encode(message)
    sent[attempt] = message
    return message.datagram
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local answer, problem = wireguard.decode(datagram)
    if not answer then return "different", "no WireGuard message: " .. problem, {} end
    for attempt, message in next, sent do
      local fields = {type = answer.type, attempt = attempt}
      if message.datagram == datagram then return "different", "the question came back", fields end
      if answer.receiver == message.sender then
        if answer.type == "cookie_reply" then
          return "matched", "WireGuard, cookie reply of a server under load", fields
        elseif private and answer.type == "response" and keys.verify(message, answer) then
          return "matched", "WireGuard, handshake response", fields
        end
        return "different", "WireGuard, a " .. answer.type .. " that the keys do not authenticate", fields
      end
    end
    return "unrelated", "a WireGuard message with another index", {}
  end

  return exchange
end

return wireguard
