-- The start of the handshake of QUIC version 1 (RFC 9000 17.2, RFC 9001 5) for moonwire.proto.quic. The keys of Initial
-- packets follow from the first connection id. The keys of the server's Handshake packets follow from the ServerHello
-- in its Initial packet. The Handshake packets start with the EncryptedExtensions, which name the application protocol.

local _, host = ...
local check, tls = host.late("proto_check.lua"), host.late("proto_tls.lua")
local crypto, aes = host.late("proto_crypto.lua"), host.late("proto_aes.lua")
local pack, unpack, sub, byte, rep = string.pack, string.unpack, string.sub, string.byte, string.rep
local format, char, concat, printable = string.format, string.char, table.concat, byte_span.printable

local SALT <const> = "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a"
local RETRY_KEY <const> = "\xbe\x0c\x69\x0b\x9f\x66\x57\x5a\x1d\x76\x6b\x54\xe3\x68\xc8\x4e"
local RETRY_NONCE <const> = "\x46\x15\x99\xd3\x5d\x63\x2b\xf2\x23\x98\x25\xbb"

local ERRORS <const> = {
  [0] = "NO_ERROR", "INTERNAL_ERROR", "CONNECTION_REFUSED", "FLOW_CONTROL_ERROR", "STREAM_LIMIT_ERROR",
  "STREAM_STATE_ERROR", "FINAL_SIZE_ERROR", "FRAME_ENCODING_ERROR", "TRANSPORT_PARAMETER_ERROR",
  "CONNECTION_ID_LIMIT_ERROR", "PROTOCOL_VIOLATION", "INVALID_TOKEN", "APPLICATION_ERROR",
}

local function keys_from(secret)
  local expand = crypto.expand_label
  return {
    key = expand(secret, "quic key", 16), iv = expand(secret, "quic iv", 12), mask = expand(secret, "quic hp", 16),
  }
end

-- The transport parameters: max_idle_timeout of 1 s, limits of 16,383 bytes for the connection and for streams, and of
-- 16 streams, because servers of HTTP/3 refuse clients that allow no streams.
local PARAMETERS <const> = "\1\2\x43\xe8\4\2\x7f\xff\5\2\x7f\xff\6\2\x7f\xff\7\2\x7f\xff\8\1\x10\9\1\x10"

-- Returns the keys for Initial packets of the side "client" or "server".
local function initial_keys(ids, side)
  return keys_from(crypto.expand_label(crypto.hmac(crypto.SHA256, SALT, ids.first_id), side .. " in", 32))
end

-- Returns the keys for the server's Handshake packets (RFC 8446 7.1).
local function handshake_keys(client_hello, server_hello, shared)
  local expand, hmac, hash = crypto.expand_label, crypto.hmac, crypto.SHA256
  local zeros = rep("\0", 32)
  local derived = expand(hmac(hash, zeros, zeros), "derived", 32, hash[1](""))
  local secret = hmac(hash, derived, shared)
  return keys_from(expand(secret, "s hs traffic", 32, hash[1](client_hello .. server_hello)))
end

-- Returns the nonce of a packet number.
local function nonce(keys, number)
  return sub(keys.iv, 1, 8) .. pack(">I4", unpack(">I4", keys.iv, 9) ~ number)
end

-- Returns an encrypted packet of at least 1,200 bytes.
local function seal(ids, frames)
  local number, keys = ids.number or 0, initial_keys(ids, "client")
  ids.number = number + 1
  local header = pack(">BI4s1s1I2", 0xc3, 1, ids.destination_id, ids.source_id, 0x4000 | #ids.token) .. ids.token
  frames = frames .. rep("\0", 1200 - #header - #frames - 22)
  header = header .. pack(">I2I4", 0x4000 | #frames + 20, number)
  local sealed = aes.seal(keys.key, nonce(keys, number), frames, header)
  local mask = aes.block(keys.mask, sub(sealed, 1, 16))
  number = number ~ unpack(">I4", mask, 2)
  return char(0xc0 | 3 ~ byte(mask) & 15) .. sub(header, 2, -5) .. pack(">I4", number) .. sealed
end

-- Returns the frames of the server's packet, or nil if the keys do not fit.
local function open(keys, datagram, packet)
  local position = packet.payload_position
  if #packet.payload < 20 then return end
  local mask = aes.block(keys.mask, sub(datagram, position + 4, position + 19))
  local first = packet.first ~ byte(mask) & 15
  local width = ">I" .. (first & 3) + 1
  local number, following = unpack(width, datagram, position)
  number = number ~ unpack(width, mask, 2)
  local header = char(first) .. sub(datagram, 2, position - 1) .. pack(width, number)
  return aes.open(keys.key, nonce(keys, number), sub(packet.payload, following - position + 1), header)
end

-- Reads frames. Returns the first TLS message and the values of a CONNECTION_CLOSE. Stops at a frame that is
-- wrong or not allowed during the handshake.
local function read_frames(integer, frames)
  local position, found = 1, {}

  -- Returns the next integer, or 0 after the end.
  local function take()
    local value, following = integer(frames, position)
    position = following or #frames + 1
    return value or 0
  end

  while position <= #frames do
    local kind = take()
    if kind == 2 or kind == 3 then
      take() take()
      local ranges = take()
      local count = 1 + 2 * ranges + (kind == 3 and 3 or 0)
      while count > 0 and position <= #frames do count = count - 1 take() end
    elseif kind == 6 then
      local offset, length = take(), take()
      if offset == 0 then found.kind, found.body = check.unpack(">Bs3", frames, position) end
      position = position + length
    elseif kind == 0x1c then
      found.code = take()
      take()
      local length = take()
      found.reason = sub(frames, position, position + length - 1)
      return found
    elseif kind > 1 then
      break
    end
  end
  return found
end

local function error_name(code)
  if code >> 8 == 1 then return "TLS alert " .. tls.alert(code & 0xff) end
  return ERRORS[code] or format("error 0x%x", code)
end

local function fields() return {versions = {"1"}} end

local function crypto_frame(message) return "\6\0" .. pack(">I2", 0x4000 | #message) .. message end

return function(decode, integer, options)
  local protocols, names = {}, check.list(options.alpn)
  for i = 1, #names do
    check.string("probe", names, i, 255)
    if names[i] == "" then check.fail("probe", 1, "alpn: the name of a protocol expected") end
    protocols[i] = pack("s1", names[i])
  end
  protocols = tls.extension(16, pack(">s2", concat(protocols)))
  local name = tls.server_name(options)
  local initial = {}

  function initial.request(ids)
    local extensions = tls.extensions(name, "\3\4") .. protocols
      .. tls.extension(57, PARAMETERS .. "\x0f" .. pack("s1", ids.source_id))
    -- The cipher suite is TLS_AES_128_GCM_SHA256, which all servers have.
    ids.hello = "\1" .. pack(">s3", "\3\3" .. check.random(32) .. "\0\0\2\x13\1\1\0" .. pack(">s2", extensions))
    ids.first_id, ids.token = ids.destination_id, ""
    return seal(ids, crypto_frame(ids.hello))
  end

  -- Sends the ClientHello again with the server's token.
  local function after_retry(datagram, packet, ids)
    local original = pack("s1", ids.destination_id) .. sub(datagram, 1, -17)
    if ids.token ~= "" or packet.token == "" or aes.seal(RETRY_KEY, RETRY_NONCE, "", original) ~= packet.tag then
      return "unrelated", "a Retry packet that does not count", {}
    end
    ids.destination_id, ids.first_id, ids.token = packet.source_id, packet.source_id, packet.token
    return "continue", "a Retry packet", {}, seal(ids, crypto_frame(ids.hello))
  end

  -- Judges the frames of the server's Initial packet. Returns nothing if they do not decide.
  local function check_initial(found, packet, ids)
    if found.kind ~= 2 or ids.keys then return end
    local hello = tls.server_hello(found.body)
    if not hello then return "different", "QUIC, version 1, a ServerHello that is too short", fields() end
    if not hello.key_share then
      return "different", "QUIC, version 1, the server does not accept the key share of X25519", fields()
    end
    ids.keys = handshake_keys(ids.hello, "\2" .. pack(">s3", found.body), hello.key_share)
    ids.destination_id = packet.source_id
  end

  -- Judges the frames of the server's Handshake packet.
  local function check_handshake(found, ids)
    if found.kind ~= 8 then return end
    local content = tls.find_extension(found.body, 3, 16)
    local chosen = content and check.unpack(">xxs1", content)
    -- CONNECTION_CLOSE without an error lets the server forget the connection.
    local closing = seal(ids, "\x1c\0\0\0")
    local result = fields()
    result.alpn = chosen and printable(chosen)
    for i = 1, #names do
      if names[i] == chosen then return "matched", "QUIC, version 1, accepts " .. result.alpn, result, closing end
    end
    local text = "QUIC, version 1, the server chooses " .. (result.alpn or "no application protocol")
    return "different", text, result, closing
  end

  function initial.check(datagram, packet, ids)
    if packet.type == "retry" then return after_retry(datagram, packet, ids) end
    local initial_server_keys = initial_keys(ids, "server")
    local verdict, text, result, closing
    while packet and not verdict and packet.destination_id == ids.source_id and packet.version == 1 do
      local is_initial = packet.type == "initial"
      local keys = is_initial and initial_server_keys or packet.type == "handshake" and ids.keys
      local frames = keys and open(keys, datagram, packet)
      if frames then
        local found = read_frames(integer, frames)
        if found.code then
          text, result = "QUIC, version 1, refused: " .. error_name(found.code), fields()
          result.error, result.reason = found.code, printable(found.reason)
          if found.reason ~= "" then text = text .. ', "' .. result.reason .. '"' end
          return "different", text, result
        elseif is_initial then
          verdict, text, result = check_initial(found, packet, ids)
        else
          verdict, text, result, closing = check_handshake(found, ids)
        end
      end
      datagram = packet.rest
      packet = datagram and decode(datagram)
    end
    if not verdict then return "unrelated", "a QUIC packet that does not decide", {} end
    return verdict, text, result, closing
  end

  return initial
end
