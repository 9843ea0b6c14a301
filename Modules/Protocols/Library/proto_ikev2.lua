-- moonwire.proto.ikev2: IKE_SA_INIT messages of IKEv2 (RFC 7296). Each answer to the probe's request shows that the
-- server is alive: a proposal, or a notification such as COOKIE.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, rep, format = string.pack, string.sub, string.rep, string.format
local concat, next, type = table.concat, next, type
local to_hex <const> = byte_span.to_hex

local ikev2 = {
  name = "ikev2", port = 500, title = "IKEv2, RFC 7296", example = "ikev2://127.0.0.1",
  options = {group = true, nat = true},
}

local MARKER <const> = "\0\0\0\0"
local SA <const>, KE <const>, NONCE <const>, NOTIFY <const>, VENDOR <const> = 33, 34, 40, 41, 43
local EXCHANGES <const> = {[34] = "IKE_SA_INIT", [35] = "IKE_AUTH", [36] = "CREATE_CHILD_SA", [37] = "INFORMATIONAL"}
local KINDS <const> = {"encryption", "prf", "integrity", "group"}

-- IANA's numbers of the transforms, by their kind.
local TRANSFORMS <const> = {
  {[3] = "3DES", [12] = "AES_CBC", [13] = "AES_CTR", [20] = "AES_GCM_16", [28] = "CHACHA20_POLY1305"},
  {"HMAC_MD5", "HMAC_SHA1", [5] = "HMAC_SHA2_256", [6] = "HMAC_SHA2_384", [7] = "HMAC_SHA2_512"},
  {"HMAC_MD5_96", "HMAC_SHA1_96", [12] = "HMAC_SHA2_256_128", [13] = "HMAC_SHA2_384_192", [14] = "HMAC_SHA2_512_256"},
  {
    [2] = "MODP_1024", [5] = "MODP_1536", [14] = "MODP_2048", [15] = "MODP_3072", [16] = "MODP_4096", [19] = "ECP_256",
    [20] = "ECP_384", [21] = "ECP_521", [31] = "CURVE_25519",
  },
}

local NOTIFICATIONS <const> = {
  [1] = "UNSUPPORTED_CRITICAL_PAYLOAD", [4] = "INVALID_IKE_SPI", [5] = "INVALID_MAJOR_VERSION", [7] = "INVALID_SYNTAX",
  [9] = "INVALID_MESSAGE_ID", [14] = "NO_PROPOSAL_CHOSEN", [17] = "INVALID_KE_PAYLOAD", [24] = "AUTHENTICATION_FAILED",
  [16388] = "NAT_DETECTION_SOURCE_IP", [16389] = "NAT_DETECTION_DESTINATION_IP", [16390] = "COOKIE",
  [16404] = "MULTIPLE_AUTH_SUPPORTED", [16406] = "REDIRECT_SUPPORTED", [16407] = "REDIRECT",
  [16418] = "CHILDLESS_IKEV2_SUPPORTED", [16430] = "IKEV2_FRAGMENTATION_SUPPORTED",
  [16431] = "SIGNATURE_HASH_ALGORITHMS", [16435] = "USE_PPK", [16438] = "INTERMEDIATE_EXCHANGE_SUPPORTED",
}
-- The errors that are answers to a request that is right.
local ALIVE <const> = {NO_PROPOSAL_CHOSEN = true, INVALID_KE_PAYLOAD = true, COOKIE = true, REDIRECT = true}

-- The sizes of the public values of groups for which random bytes are a valid public value.
local SIZES <const> = {[2] = 128, [5] = 192, [14] = 256, [15] = 384, [16] = 512, [31] = 32}

-- Messages ------------------------------------------------------------------------------------------------------------

local function transform(kind, id, key_length, is_last)
  return pack(">BBI2BBI2", is_last and 0 or 3, 0, key_length and 12 or 8, kind, 0, id)
    .. (key_length and pack(">I2I2", 0x800e, key_length) or "")
end

-- Returns a proposal. Each transform is a list of its kind, its number and the length of its key.
local function proposal(number, transforms, is_last)
  local parts = {}
  for i = 1, #transforms do
    local t = transforms[i]
    parts[i] = transform(t[1], t[2], t[3], i == #transforms)
  end
  parts = concat(parts)
  return pack(">BBI2BBBB", is_last and 0 or 2, 0, #parts + 8, number, 1, 0, #transforms) .. parts
end

-- Returns an SA payload of AES with CBC and with GCM. The group of the KE payload is the first.
local function proposals(group)
  local groups = {{4, group}}
  for _, other in next, {31, 19, 20, 14, 15, 16, 2} do
    if other ~= group then groups[#groups + 1] = {4, other} end
  end
  local function offer(list)
    for i = 1, #groups do list[#list + 1] = groups[i] end
    return list
  end
  return proposal(1, offer {
    {1, 12, 256}, {1, 12, 128}, {2, 5}, {2, 6}, {2, 7}, {2, 2}, {3, 12}, {3, 13}, {3, 14}, {3, 2},
  }) .. proposal(2, offer {{1, 20, 256}, {1, 20, 128}, {1, 28}, {2, 5}, {2, 6}, {2, 7}, {2, 2}}, true)
end

function ikev2.encode(message)
  check.table("encode", 1, message)
  local payloads = message.payloads or {}
  check.table("encode", 1, payloads)
  local parts, kinds = {}, {}
  for i = 1, #payloads do
    if type(payloads[i]) ~= "table" then check.fail("encode", 1, "payloads: tables expected") end
    kinds[i] = check.integer("encode", payloads[i], "type", 1, 255)
  end
  for i = 1, #payloads do
    local data = check.string("encode", payloads[i], "data", 60000)
    parts[i] = pack(">BBI2", kinds[i + 1] or 0, 0, #data + 4) .. data
  end
  parts = concat(parts)
  return pack(">c8c8BBBBI4I4", check.string("encode", message, "initiator_spi", 8),
    check.string("encode", message, "responder_spi", 8, rep("\0", 8)), kinds[1] or 0, 0x20,
    check.integer("encode", message, "exchange", 0, 255, 34), check.integer("encode", message, "flags", 0, 255, 8),
    check.integer("encode", message, "message_id", 0, 0xffffffff, 0), #parts + 28) .. parts
end

-- Returns the names of the transforms of the first proposal, or nil if the payload is wrong.
local function read_proposal(data)
  local _, _, spi_size, count = check.unpack("BBBB", data, 5)
  local position, chosen = 9 + (spi_size or 0), {}
  for _ = 1, count or 0 do
    local length, kind, id = check.unpack(">xxI2BxI2", data, position)
    if not length or length < 8 then return end
    local names = TRANSFORMS[kind]
    if names then
      local name = names[id] or format("%s_%d", KINDS[kind], id)
      local attribute, bits = check.unpack(">I2I2", data, position + 8)
      if length >= 12 and attribute == 0x800e then name = name .. "_" .. bits end
      chosen[KINDS[kind]] = chosen[KINDS[kind]] or name
    end
    position = position + length
  end
  return count and position <= #data + 1 and chosen or nil
end

-- Adds the values of a payload to the message. Returns a text that says what is wrong.
local function read_payload(message, kind, data)
  if kind == SA then
    message.proposal = read_proposal(data)
    if not message.proposal then return "the SA payload is too short" end
  elseif kind == KE then
    message.group = check.unpack(">I2xx", data)
    if not message.group then return "the KE payload is too short" end
  elseif kind == NOTIFY then
    local spi_size, number = check.unpack(">xBI2", data)
    if not number then return "a notification is too short" end
    message.notifications[#message.notifications + 1] =
      {type = number, name = NOTIFICATIONS[number] or format("notification %d", number), data = sub(data, 5 + spi_size)}
  elseif kind == VENDOR then
    message.vendor_ids[#message.vendor_ids + 1] = to_hex(data)
  end
end

function ikev2.decode(datagram)
  datagram = check.bytes("decode", 1, datagram)
  local message = {payloads = {}, notifications = {}, vendor_ids = {}}
  if sub(datagram, 1, 4) == MARKER and check.unpack(">I4", datagram, 25) ~= #datagram then
    message.marker, datagram = true, sub(datagram, 5)
  end
  local initiator, responder, kind, version, exchange, flags, id, length = check.unpack(">c8c8BBBBI4I4", datagram)
  if not length then return nil, "the header is too short" end
  if length ~= #datagram then
    return nil, format("the length is %d, but the datagram has %d bytes", length, #datagram)
  end
  message.initiator_spi, message.responder_spi, message.message_id = initiator, responder, id
  message.version = format("%d.%d", version >> 4, version & 15)
  message.exchange, message.flags, message.is_response = EXCHANGES[exchange] or exchange, flags, flags & 0x20 ~= 0
  local position = 29
  -- The payloads of version 1 have other numbers.
  while kind ~= 0 and version >> 4 == 2 do
    local following, size = check.unpack(">BxI2", datagram, position)
    if not following or size < 4 or position + size > #datagram + 1 then
      return nil, "the payload at byte " .. position .. " is too short"
    end
    local data = sub(datagram, position + 4, position + size - 1)
    local problem = read_payload(message, kind, data)
    if problem then return nil, problem end
    message.payloads[#message.payloads + 1] = {type = kind, data = data}
    position = position + size
    -- An encrypted payload is the last one.
    if kind == 46 or kind == 53 then break end
    kind = following
  end
  return message
end

-- The probe -----------------------------------------------------------------------------------------------------------

-- Judges an answer to one of the probe's requests.
local function judged(answer)
  local fields = {
    version = answer.version, responder_spi = to_hex(answer.responder_spi), proposal = answer.proposal,
    vendor_ids = answer.vendor_ids, notifications = {},
  }
  local verdict, text = "different", "the server neither chooses a proposal nor says why not"
  for i, notification in next, answer.notifications do
    local name = notification.name
    fields.notifications[i] = name
    if ALIVE[name] or not answer.proposal and notification.type < 16384 then
      local group = name == "INVALID_KE_PAYLOAD" and check.unpack(">I2", notification.data)
      verdict = ALIVE[name] and "matched" or "different"
      text = name .. (group and ", wants group " .. (TRANSFORMS[4][group] or group) or "")
    end
  end
  if answer.proposal then
    local names = {}
    for i = 1, #KINDS do names[#names + 1] = answer.proposal[KINDS[i]] end
    verdict, text = "matched", "chooses " .. concat(names, ", ")
  end
  return verdict, "IKEv2, " .. text, fields
end

function ikev2.probe(options)
  options = check.options(options, ikev2.options)
  local group = check.integer("probe", options, "group", 1, 65535, 14)
  if not SIZES[group] then check.fail("probe", 1, "group: 2, 5, 14, 15, 16 or 31 expected") end
  local nat = options.nat or check.integer("probe", options, "port", 0, 65535, 500) == 4500 and "yes" or "no"
  if nat ~= "yes" and nat ~= "no" then check.fail("probe", 1, "nat: yes or no expected") end
  local marker = nat == "yes" and MARKER or ""
  -- The first byte keeps the SPI different from the marker, and the public value smaller than the group's prime.
  local spi = "m" .. check.random(7)
  local question = marker .. ikev2.encode {
    initiator_spi = spi,
    payloads = {
      {type = SA, data = proposals(group)},
      {type = KE, data = pack(">I2I2", group, 0) .. "m" .. check.random(SIZES[group] - 1)},
      {type = NONCE, data = check.random(32)},
    },
  }
  local exchange = {}

  -- Each attempt sends the same bytes (RFC 7296 2.1), so that the server keeps the state of one exchange only.
  function exchange.request() return question end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    if datagram == question then return "different", "the question came back", {} end
    local answer, problem = ikev2.decode(datagram)
    if not answer then return "different", "no IKE message: " .. problem, {} end
    if answer.initiator_spi ~= spi then return "unrelated", "an IKE message of another exchange", {} end
    local fields = {version = answer.version}
    if answer.version ~= "2.0" then return "different", "IKE version " .. answer.version, fields end
    if not answer.is_response or answer.exchange ~= "IKE_SA_INIT" then
      return "different", "an IKE message that does not answer", fields
    end
    if (answer.marker or false) ~= (marker ~= "") then
      return "different", answer.marker and "the answer has the marker of port 4500" or "the marker is missing", fields
    end
    return judged(answer)
  end

  return exchange
end

return ikev2
