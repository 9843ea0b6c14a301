-- moonwire.proto.openvpn: control packets of OpenVPN (doc_protocol_overview.h and tls-crypt-v2.txt in OpenVPN's doc). A
-- server answers a hard reset of a client with a hard reset of its own. With tls-auth or tls-crypt, a server answers
-- only a packet that its key authenticates.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, byte, match, gsub = string.pack, string.sub, string.byte, string.match, string.gsub
local concat, next, time, tostring, pcall = table.concat, next, os.time, tostring, pcall
local from_hex, from_base64 = byte_span.from_hex, byte_span.from_base64

local openvpn = {
  name = "openvpn", port = 1194, title = "OpenVPN", example = "openvpn://127.0.0.1",
  options = {tls_auth = true, direction = true, auth = true, tls_crypt = true, tls_crypt_v2 = true},
}

local OPCODES <const> = {
  [1] = "hard_reset_client_v1", [2] = "hard_reset_server_v1", [3] = "soft_reset_v1", [4] = "control_v1", [5] = "ack_v1",
  [6] = "data_v1", [7] = "hard_reset_client_v2", [8] = "hard_reset_server_v2", [9] = "data_v2",
  [10] = "hard_reset_client_v3", [11] = "control_wkc_v1",
}
local NUMBERS <const> = {}
for number, name in next, OPCODES do NUMBERS[name] = number end

-- Keys ----------------------------------------------------------------------------------------------------------------

-- Returns the bytes between the lines BEGIN and END of a key file.
local function read_key(operation, options, name, title, decode, count)
  local body = match(check.file(operation, options, name), "BEGIN " .. title .. "%-*%s+([%w+/=%s]-)%-*END ")
  local ok, bytes = pcall(decode, (gsub(body or "", "%s", "")))
  bytes = ok and tostring(bytes) or ""
  if #bytes < count or count == 256 and #bytes > count then
    check.fail(operation, 1, name .. ": no file with an " .. gsub(title, "%%", ""))
  end
  return bytes
end

-- Returns how the packets of the options are protected, or nil.
local function protection(operation, options)
  local names = {}
  for _, name in next, {"tls_auth", "tls_crypt", "tls_crypt_v2"} do
    if options[name] ~= nil then names[#names + 1] = name end
  end
  local kind = names[1]
  if #names > 1 then check.fail(operation, 1, names[1] .. " and " .. names[2] .. " exclude each other") end
  if kind ~= "tls_auth" and options.auth then check.fail(operation, 1, "auth: goes only with tls_auth") end
  if not kind and options.direction then check.fail(operation, 1, "direction: goes only with a key") end
  if not kind then return end
  local crypto = host.late("proto_crypto.lua")
  local keys, wrapped, hash = nil, nil, crypto.SHA256
  local direction = options.direction and check.integer(operation, options, "direction", 0, 1)
    or kind ~= "tls_auth" and 1
  if kind == "tls_crypt_v2" then
    local bytes = read_key(operation, options, kind, "OpenVPN tls%-crypt%-v2 client key", from_base64, 300)
    keys, wrapped = sub(bytes, 1, 256), sub(bytes, 257)
  else
    keys = read_key(operation, options, kind, "OpenVPN Static key V1", from_hex, 256)
  end
  if kind == "tls_auth" then
    local name = check.string(operation, options, "auth", 10, "SHA1")
    hash = ({SHA1 = crypto.SHA1, SHA256 = crypto.SHA256, SHA512 = crypto.SHA512})[name]
    if not hash then check.fail(operation, 1, "auth: SHA1, SHA256 or SHA512 expected") end
  end
  -- A file has two keys, each with 64 bytes for encryption and 64 bytes for authentication. The direction is the number
  -- of the key for sending. Without a direction, both sides use the first key.
  local function key(number)
    local base = number * 128
    return {cipher = sub(keys, base + 1, base + 32), hmac = sub(keys, base + 65, base + 64 + hash[3])}
  end
  return {
    is_encrypted = kind ~= "tls_auth", wrapped = wrapped, hash = hash, hmac = crypto.hmac,
    sending = key(direction or 0), receiving = key(direction and 1 - direction or 0),
  }
end

-- Packets -------------------------------------------------------------------------------------------------------------

local function sealed(guard, head, body)
  local replay = pack(">I4I4", 1, time() & 0xffffffff)
  if not guard.is_encrypted then
    return head .. guard.hmac(guard.hash, guard.sending.hmac, replay .. head .. body) .. replay .. body
  end
  local tag = guard.hmac(guard.hash, guard.sending.hmac, head .. replay .. body)
  local aes = host.late("proto_aes.lua")
  return head .. replay .. tag .. aes.ctr(guard.sending.cipher, sub(tag, 1, 16), body)
end

-- Returns the body of a packet, or nil if the authentication fails.
local function opened(guard, packet)
  local head, size = sub(packet, 1, 9), guard.hash[3]
  local key = guard.receiving
  if #packet < 17 + size then return end
  if not guard.is_encrypted then
    local tag, replay, body = sub(packet, 10, 9 + size), sub(packet, 10 + size, 17 + size), sub(packet, 18 + size)
    return guard.hmac(guard.hash, key.hmac, replay .. head .. body) == tag and body
  end
  local tag = sub(packet, 18, 49)
  local body = host.late("proto_aes.lua").ctr(key.cipher, sub(tag, 1, 16), sub(packet, 50))
  return guard.hmac(guard.hash, key.hmac, sub(packet, 1, 17) .. body) == tag and body
end

local function encoded(message, guard)
  local opcode = NUMBERS[message.type] or check.fail("encode", 1, "type: the name of an opcode expected")
  local key_id = check.integer("encode", message, "key_id", 0, 7, 0)
  local session_id = check.string("encode", message, "session_id", 8)
  local acks = message.acks or {}
  check.table("encode", 1, acks)
  local body = {pack("B", #acks)}
  for i = 1, #acks do body[i + 1] = pack(">I4", check.integer("encode", acks, i, 0, 0xffffffff)) end
  if #acks > 0 then body[#body + 1] = check.string("encode", message, "peer_session_id", 8) end
  if opcode ~= 5 then body[#body + 1] = pack(">I4", check.integer("encode", message, "packet_id", 0, 0xffffffff, 0)) end
  body[#body + 1] = check.string("encode", message, "payload", 65000, "")
  local head = pack("Bc8", opcode << 3 | key_id, session_id)
  body = concat(body)
  return guard and sealed(guard, head, body) .. (guard.wrapped or "") or head .. body
end

function openvpn.encode(message, options)
  check.table("encode", 1, message)
  return encoded(message, protection("encode", check.table("encode", 2, options or {})))
end

-- Reads the body of a control packet.
local function read_body(message, body)
  local count = byte(body)
  if not count then return "the packet has no ack array" end
  local position = 2 + 4 * count
  message.acks = {}
  for i = 1, count do
    message.acks[i] = check.unpack(">I4", body, 4 * i - 2)
    if not message.acks[i] then return "the ack array is longer than the packet" end
  end
  if count > 0 then
    message.peer_session_id = check.unpack("c8", body, position)
    if not message.peer_session_id then return "the session id of the ack array is missing" end
    position = position + 8
  end
  if message.opcode ~= 5 then
    message.packet_id = check.unpack(">I4", body, position)
    if not message.packet_id then return "the packet id is missing" end
    position = position + 4
  end
  message.payload = sub(body, position)
end

local function decoded(datagram, guard)
  local first = byte(datagram)
  if not first then return nil, "the datagram is empty" end
  local message = {opcode = first >> 3, type = OPCODES[first >> 3], key_id = first & 7}
  if not message.type then return nil, "the opcode " .. message.opcode .. " is unknown" end
  if message.opcode == 6 or message.opcode == 9 then
    message.payload = sub(datagram, 2)
    return message
  end
  message.session_id = check.unpack("c8", datagram, 2)
  if not message.session_id then return nil, "the session id is missing" end
  local body = sub(datagram, 10)
  if guard then body = opened(guard, datagram) end
  if not body then return nil, "the key does not authenticate the packet" end
  local problem = read_body(message, body)
  if problem then return nil, problem .. (guard and "" or ", or a key protects it") end
  return message
end

function openvpn.decode(datagram, options)
  datagram = check.bytes("decode", 1, datagram)
  return decoded(datagram, protection("decode", check.table("decode", 2, options or {})))
end

-- The probe -----------------------------------------------------------------------------------------------------------

function openvpn.probe(options)
  options = check.options(options, openvpn.options)
  local guard = protection("probe", options)
  local reset = guard and guard.wrapped and "hard_reset_client_v3" or "hard_reset_client_v2"
  local sent, exchange = {}, {}

  function exchange.request(attempt)
    local session_id = check.random(8)
    sent[attempt] = {id = session_id, datagram = encoded({type = reset, session_id = session_id}, guard)}
    return sent[attempt].datagram
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    for attempt, question in next, sent do
      if question.datagram == datagram then return "different", "the question came back", {attempt = attempt} end
    end
    local message, problem = decoded(datagram, guard)
    if not message then return "different", "no valid OpenVPN packet: " .. problem, {} end
    local fields = {type = message.type}
    for attempt, question in next, sent do
      if message.peer_session_id == question.id then
        fields.attempt = attempt
        if message.opcode == 8 then return "matched", "OpenVPN, hard reset of the server", fields end
        return "different", "OpenVPN, " .. message.type, fields
      end
    end
    return "unrelated", "an OpenVPN packet of another session: " .. message.type, fields
  end

  return exchange
end

return openvpn
