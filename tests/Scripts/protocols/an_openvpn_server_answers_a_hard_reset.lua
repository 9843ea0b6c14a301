local openvpn = require "moonwire.proto.openvpn"
local function un(text) return tostring(byte_span.from_hex(text)) end
local function failure(f, ...)
  local _, e = pcall(f, ...)
  print(e.symbol, e.operation, e.arg, (e.detail:gsub("/%S*/", "")))
end

local function temporary(text)
  local name = os.tmpname()
  local file <close> = assert(io.open(name, "w"))
  file:write(text)
  return name
end

-- Static keys and keys for tls-crypt-v2 as "openvpn --genkey" writes them.
local lines = {}
for i = 0, 255 do lines[i + 1] = ("%02x"):format(i) .. (i % 16 == 15 and "\n" or "") end
local static = temporary("#\n# 2048 bit OpenVPN static key\n#\n-----BEGIN OpenVPN Static key V1-----\n"
  .. table.concat(lines) .. "-----END OpenVPN Static key V1-----\n")
local keys = table.concat(lines):gsub("%s", "")
local personal = temporary("-----BEGIN OpenVPN tls-crypt-v2 client key-----\n"
  .. byte_span.to_base64(un(keys) .. ("w"):rep(300)):gsub(("."):rep(64), "%0\n")
  .. "\n-----END OpenVPN tls-crypt-v2 client key-----\n")

-- An answer of OpenVPN 2.6.
local recorded = openvpn.decode(un "400d87e47ee294b06d0100000000c729c49ac753735f00000000")
print(recorded.type, recorded.key_id, byte_span.to_hex(recorded.session_id), #recorded.acks, recorded.acks[1],
  byte_span.to_hex(recorded.peer_session_id), recorded.packet_id, #recorded.payload)

local function reset(asked, change)
  local message = {
    type = "hard_reset_server_v2", session_id = "12345678", acks = {0}, peer_session_id = asked.session_id,
  }
  for key, value in pairs(change or {}) do message[key] = value end
  return message
end

local function judge(exchange, datagram)
  local verdict, text, fields = exchange.check(datagram)
  print(verdict, text, fields.type)
end

print "-- without a key"
local exchange = openvpn.probe {host = "localhost", port = 1194}
local first, second = exchange.request(1), exchange.request(2)
local asked = openvpn.decode(second)
print(byte_span.to_hex(first:sub(1, 1)), #first, asked.type, #asked.acks, asked.packet_id)
print(#asked.session_id, asked.session_id ~= first:sub(2, 9))
judge(exchange, openvpn.encode(reset(asked)))
judge(exchange, byte_span.append(openvpn.encode(reset(asked))))
judge(exchange, openvpn.encode(reset(asked, {session_id = "other", acks = {}})))
judge(exchange, openvpn.encode(reset(asked, {peer_session_id = "12345678"})))
judge(exchange, openvpn.encode(reset(asked, {type = "control_v1", payload = "tls"})))
judge(exchange, openvpn.encode(reset(asked, {type = "ack_v1"})))
judge(exchange, first)
judge(exchange, "hello")
judge(exchange, "\x30data")
judge(exchange, "")

-- The client's key also protects the server's answers. The server's direction is 0, if there is a direction.
for _, case in ipairs {
  {{tls_auth = static, direction = "1"}, {tls_auth = static, direction = 0}},
  {{tls_auth = static}, {tls_auth = static}},
  {{tls_auth = static, auth = "SHA256"}, {tls_auth = static, auth = "SHA256"}},
  {{tls_auth = static, auth = "SHA512", direction = 1}, {tls_auth = static, auth = "SHA512", direction = 0}},
  {{tls_crypt = static}, {tls_crypt = static, direction = 0}},
  {{tls_crypt_v2 = personal}, {tls_crypt = static, direction = 0}},
} do
  local client, server = case[1], case[2]
  local kind = client.tls_auth and "tls-auth" or client.tls_crypt and "tls-crypt" or "tls-crypt-v2"
  print("-- " .. kind, client.direction, client.auth)
  exchange = openvpn.probe(client)
  local datagram = exchange.request(1)
  if client.tls_crypt_v2 then
    print(datagram:sub(-300) == ("w"):rep(300))
    datagram = datagram:sub(1, -301)
  end
  asked = openvpn.decode(datagram, server)
  print(#datagram, asked.type, asked.packet_id)
  local answer = openvpn.encode(reset(asked), server)
  judge(exchange, answer)
  judge(exchange, answer:sub(1, -2) .. "\xff")
  judge(exchange, answer:sub(1, 20))
  judge(exchange, openvpn.encode(reset(asked)))
  judge(exchange, openvpn.encode(reset(asked, {peer_session_id = "12345678"}), server))
  judge(exchange, datagram)
end

print "-- answers of OpenVPN 2.6 with the same key"
for _, case in ipairs {
  {
    "405dcd55d4cb8f77c73eb3774f78ea1fffc1d7849806b69040042c6ca3000000016b0cc70001000000006e402daa2f47bba600000000",
    {tls_auth = static, direction = 1},
  },
  {
    "40df12615b62f5c4bd6e3eca07bd9fe65ced55d4b877852d28e9c391ec723cc4e3b57b07718a40f0f8e61644f7cf1e7ef571ca27ebe1beeb"
      .. "b220dff6fb39a7241414ea3f47a200f9d3000000016b0cc7000100000000580e1dd4c89e833200000000",
    {tls_auth = static, auth = "SHA512"},
  },
  {
    "4075017fe51a7d8ae5000000016b0cc700cfdb1e4e9da13058e5f72cd5fbc39eeb783079fefc1e8216bad75d7d45ddbfbeb5d05cf51f0f7e"
      .. "f5e7a4beb3e2ada7aa22",
    {tls_crypt = static},
  },
} do
  local message = openvpn.decode(un(case[1]), case[2])
  print(message.type, byte_span.to_hex(message.session_id), byte_span.to_hex(message.peer_session_id), message.acks[1])
  print(openvpn.decode(un(case[1]), {tls_auth = static, direction = 0}))
  print(type((openvpn.decode(un(case[1])))))
end

print "-- errors"
for _, text in ipairs {
  "", "f8", "38", "380001020304050607", "38000102030405060701", "380001020304050607010000000000",
} do
  print(openvpn.decode(un(text)))
end
local empty = temporary ""
failure(openvpn.encode, {type = "hello"})
failure(openvpn.encode, {type = "ack_v1", session_id = "x", acks = {1}})
failure(openvpn.decode, "x", 7)
failure(openvpn.probe, {tls_auth = static, tls_crypt = static})
failure(openvpn.probe, {tls_auth = static, auth = "MD5"})
failure(openvpn.probe, {tls_auth = static, direction = 2})
failure(openvpn.probe, {tls_crypt = static, auth = "SHA256"})
failure(openvpn.probe, {direction = 1})
failure(openvpn.probe, {tls_crypt = "/nowhere/a.key"})
failure(openvpn.probe, {tls_crypt = empty})
failure(openvpn.probe, {tls_crypt = personal})
failure(openvpn.probe, {tls_crypt_v2 = static})
failure(openvpn.probe, {tls_crypt = {static, static}})
failure(openvpn.probe, {key = static})
for _, name in ipairs {static, personal, empty} do os.remove(name) end
