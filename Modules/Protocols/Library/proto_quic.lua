-- moonwire.proto.quic: packets with a long header (RFC 8999, RFC 9000), and the question for the versions of a server.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, byte, rep, format = string.pack, string.sub, string.byte, string.rep, string.format
local match, concat, tonumber, type, next = string.match, table.concat, tonumber, type, next
local math_type, min = math.type, math.min

local quic = {
  name = "quic", port = 443, title = "QUIC, RFC 9000", example = "quic://127.0.0.1",
  options = {version = true, alpn = true, sni = true},
}

-- A version that is reserved to ask for the versions of a server.
local RESERVED <const> = 0x1a2a3a4a
local TYPES <const> = {[0] = "initial", "0rtt", "handshake", "retry"}

local function is_reserved(version) return version & 0x0f0f0f0f == 0x0a0a0a0a end

-- Returns the name of a version: a number for the versions of RFCs.
local function version_name(version)
  if version == 0x6b3343cf then return "2" end
  if version >> 8 == 0xff0000 then return format("draft-%d", version & 0xff) end
  return format(version < 10 and "%d" or "0x%08x", version)
end

local function read_version(text)
  if text == "2" or text == 2 then return 0x6b3343cf end
  local draft = type(text) == "string" and match(text, "^draft%-(%d%d?)$")
  local version = draft and 0xff000000 | tonumber(draft) or tonumber(text)
  if math_type(version) ~= "integer" or version < 1 or version > 0xffffffff then
    check.fail("probe", 1, "version: a number, such as 1, or draft-NN expected")
  end
  return version
end

local function check_version(message, name, default)
  return check.integer("encode", message, name, 0, 0xffffffff, default)
end

function quic.encode(message)
  check.table("encode", 1, message)
  local version = check_version(message, "version", RESERVED)
  local packet = {
    pack(">BI4s1s1", check.integer("encode", message, "first", 0x80, 0xff, 0xc0), version,
      check.string("encode", message, "destination_id", 255), check.string("encode", message, "source_id", 255)),
    check.string("encode", message, "payload", 65507, ""),
  }
  if version == 0 then
    if type(message.versions) ~= "table" then check.fail("encode", 1, "versions: table expected") end
    for i = 1, #message.versions do packet[i + 2] = pack(">I4", check_version(message.versions, i)) end
  end
  packet = concat(packet)
  return packet .. rep("\0", check.integer("encode", message, "size", 0, 65507, 0) - #packet)
end

-- Reads an integer of variable length (RFC 9000 16). Returns it and the next position, or nil.
local function integer(bytes, position)
  local first = byte(bytes, position)
  if not first then return end
  local length = 1 << (first >> 6)
  local value = check.unpack(">I" .. length, bytes, position)
  if value then return value & (1 << 8 * length - 2) - 1, position + length end
end

-- Reads what follows the connection ids of a version that is known.
local function read_known(packet, datagram, position)
  local shift = packet.version == 0x6b3343cf and 3 or 0
  packet.type = TYPES[(packet.first >> 4) + shift & 3]
  local length
  if packet.type == "retry" then
    if #datagram - position < 16 then return "a Retry packet is too short" end
    packet.token, packet.tag = sub(datagram, position, -17), sub(datagram, -16)
    return
  elseif packet.type == "initial" then
    length, position = integer(datagram, position)
    if not length or position + length > #datagram + 1 then return "the token is longer than the datagram" end
    packet.token = sub(datagram, position, position + length - 1)
    position = position + length
  end
  length, position = integer(datagram, position)
  if not length or position + length > #datagram + 1 then return "the length is greater than the datagram" end
  packet.payload_position = position
  packet.payload = sub(datagram, position, position + length - 1)
  if position + length <= #datagram then packet.rest = sub(datagram, position + length) end
end

function quic.decode(datagram)
  datagram = check.bytes("decode", 1, datagram)
  local first = byte(datagram)
  if not first then return nil, "the datagram is empty" end
  if first < 0x80 then
    if first < 0x40 or #datagram < 21 then return nil, "neither a long nor a short header" end
    return {type = "short", first = first, payload = sub(datagram, 2)}
  end
  local version, destination, source, position = check.unpack(">I4s1s1", datagram, 2)
  if not version then return nil, "a long header is too short" end
  local packet = {type = "unknown", first = first, version = version, destination_id = destination, source_id = source}
  if version == 0 then
    packet.type, packet.versions = "version_negotiation", {}
    local count = #datagram + 1 - position
    if count == 0 or count % 4 ~= 0 then return nil, "the list of versions has " .. check.length(count) end
    for i = position, #datagram, 4 do packet.versions[#packet.versions + 1] = check.unpack(">I4", datagram, i) end
  elseif version == 1 or version == 0x6b3343cf or version >> 8 == 0xff0000 then
    local problem = read_known(packet, datagram, position)
    if problem then return nil, problem end
  else
    packet.payload = sub(datagram, position)
  end
  return packet
end

-- Judges a list of versions. `expected` is a list of versions, each of which the server has to have.
local function judge_versions(versions, expected)
  local names, known, missing = {}, {}, {}
  for i = 1, #versions do
    local version = versions[i]
    if not is_reserved(version) and not known[version] then
      known[version], names[#names + 1] = true, version_name(version)
    end
  end
  for i = 1, #expected do
    if not known[expected[i]] then missing[#missing + 1] = version_name(expected[i]) end
  end
  local title = #names == 0 and "QUIC, no version" or #names == 1 and "QUIC, version " or "QUIC, versions "
  local text = title .. concat(names, ", ", 1, min(#names, 10)) .. (#names > 10 and " and others" or "")
  if #missing > 0 then text = text .. ", but not " .. concat(missing, ", ") end
  return #missing == 0 and "matched" or "different", text, {versions = names}
end

function quic.probe(options)
  options = check.options(options, quic.options)
  local expected, sent, exchange = {}, {}, {}
  for i, text in next, check.list(options.version) do expected[i] = read_version(text) end
  local initial
  if options.alpn ~= nil then
    if #expected > 1 or (expected[1] or 1) ~= 1 then check.fail("probe", 1, "version: only 1 goes with alpn") end
    expected = {1}
    initial = host.late("proto_quic_initial.lua")(quic.decode, integer, options)
  elseif options.sni ~= nil then
    check.fail("probe", 1, "sni: goes only with alpn")
  end

  function exchange.request(attempt)
    local ids = {destination_id = check.random(8), source_id = check.random(8), size = 1200}
    ids.datagram = initial and initial.request(ids) or quic.encode(ids)
    sent[attempt] = ids
    return ids.datagram
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    local packet, problem = quic.decode(datagram)
    if not packet then return "different", "no QUIC packet: " .. problem, {} end
    for attempt, ids in next, sent do
      -- Data of a connection can overtake the end of its handshake.
      if initial and packet.type == "short" and sub(packet.payload, 1, 8) == ids.source_id then
        return "unrelated", "a QUIC packet after the handshake", {}
      end
      if ids.datagram == datagram then return "different", "the question came back", {attempt = attempt} end
      if packet.destination_id == ids.source_id then
        if packet.version ~= 0 then
          if initial and packet.version == 1 then return initial.check(datagram, packet, ids) end
          return "different", "a QUIC packet of version " .. version_name(packet.version), {attempt = attempt}
        end
        if packet.source_id == ids.destination_id then return judge_versions(packet.versions, expected) end
      end
    end
    if packet.type == "short" then return "different", "a QUIC packet without a long header", {} end
    return "unrelated", "a QUIC packet with other connection ids", {}
  end

  return exchange
end

return quic
