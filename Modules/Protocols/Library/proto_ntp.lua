-- moonwire.proto.ntp: the network time protocol, versions 3 and 4 (RFC 5905), as a client without a state (RFC 4330).
-- A time stamp is an integer: 32 bits of seconds and 32 bits of fractions. Differences are also right when the seconds
-- wrap around, in 2036. The client sends a random number as its time stamp, which the server returns (RFC 9769).

local _, host = ...
local check = host.late("proto_check.lua")
local own = host.own.short
local pack, unpack, sub, format, match = string.pack, string.unpack, string.sub, string.format, string.match
local tostring, random, floor, math_type = tostring, math.random, math.floor, math.type
local huge, mininteger, maxinteger = math.huge, math.mininteger, math.maxinteger
local printable, address_of = byte_span.printable, ip.address.from_bytes

local ntp = {
  name = "ntp", port = 123, title = "network time protocol, RFC 5905",
  example = "ntp://127.0.0.1?max_offset=0.5&max_stratum=4",
  options = {max_offset = true, max_stratum = true, version = true},
}

local PACKET <const> = ">BBbbi4I4c4i8i8i8i8"
local SINCE_1900 <const> = 2208988800 -- seconds between the epochs of NTP and of system_clock
local CLIENT <const>, SERVER <const> = 3, 4

function ntp.to_stamp(seconds)
  if not math_type(seconds) or seconds ~= seconds or seconds >= 0x1p40 or seconds <= -0x1p40 then
    check.fail("to_stamp", 1, "number of seconds expected")
  end
  local whole = floor(seconds)
  return whole + SINCE_1900 << 32 | floor((seconds - whole) * 0x1p32)
end

-- The seconds wrap around. The result is within 68 years of 2038.
function ntp.to_seconds(stamp)
  if math_type(stamp) ~= "integer" then check.fail("to_seconds", 1, "integer expected") end
  local seconds = stamp >> 32
  if seconds < 0x80000000 then seconds = seconds + 0x100000000 end
  return seconds - SINCE_1900 + (stamp & 0xFFFFFFFF) / 0x1p32
end

local function now() return own.time.system_clock.now().seconds_since_epoch end

-- Returns a field that is a number of seconds, in units of 1/65536 s.
local function short(message, name)
  local value = message[name] or 0
  if not math_type(value) or not (value > -0x8000 and value < 0x8000) then
    check.fail("encode", 1, name .. ": number of seconds expected, got " .. tostring(value))
  end
  return floor(value * 0x1p16)
end

function ntp.encode(message)
  check.table("encode", 1, message)
  local function integer(name, low, high, default) return check.integer("encode", message, name, low, high, default) end
  local function stamp(name) return integer(name, mininteger, maxinteger, 0) end
  local first = integer("leap", 0, 3, 0) << 6 | integer("version", 1, 7, 4) << 3 | integer("mode", 0, 7, CLIENT)
  return pack(PACKET, first, integer("stratum", 0, 255, 0), integer("poll", -128, 127, 0),
    integer("precision", -128, 127, 0), short(message, "root_delay"), short(message, "root_dispersion") & 0xFFFFFFFF,
    check.string("encode", message, "reference_id", 4, "\0\0\0\0"), stamp("reference"), stamp("originate"),
    stamp("receive"), stamp("transmit")) .. check.string("encode", message, "extensions", 65000, "")
end

function ntp.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  if #bytes < 48 then return nil, "no NTP message: " .. check.length(#bytes) .. ", at least 48 are needed" end
  local first, stratum, poll, precision, root_delay, root_dispersion, id, reference, originate, receive, transmit =
    unpack(PACKET, bytes)
  if first >> 3 & 7 == 0 then return nil, "no NTP message: its version is 0" end
  return {
    leap = first >> 6, version = first >> 3 & 7, mode = first & 7, stratum = stratum, poll = poll,
    precision = precision, root_delay = root_delay / 0x1p16, root_dispersion = root_dispersion / 0x1p16,
    reference_id = id, reference = reference, originate = originate, receive = receive, transmit = transmit,
    extensions = sub(bytes, 49),
  }
end

-- Returns the reference as text: the name of a clock at stratum 1, and otherwise an IPv4 address or a hash in its form.
local function reference_of(message)
  local id = message.reference_id
  if message.stratum > 1 then return tostring(address_of(id)) end
  return printable(match(id, "^(.-)%z*$"))
end

function ntp.probe(options)
  options = check.options(options, ntp.options)
  local version = check.integer("probe", options, "version", 1, 4, 4)
  local max_stratum = check.integer("probe", options, "max_stratum", 1, 15, 15)
  local max_offset = check.number(options, "max_offset", 0, huge)
  local sent, exchange = {}, {}

  function exchange.request()
    local nonce = random(0)
    local question = ntp.encode {version = version, transmit = nonce}
    sent[nonce] = ntp.to_stamp(now())
    return question
  end

  function exchange.check(datagram)
    local arrived = ntp.to_stamp(now())
    local message, wrong = ntp.decode(check.bytes("check", 1, datagram))
    if not message then return "different", wrong, {} end
    if message.mode ~= SERVER then
      local is_ours = sent[message.transmit] and message.mode == CLIENT
      if is_ours then return "different", "our own question came back", {} end
      return "unrelated", "an NTP message of mode " .. message.mode, {}
    end
    local began = sent[message.originate]
    if not began then return "unrelated", "an NTP message with another originate time stamp", {} end
    local fields = {
      stratum = message.stratum, leap = message.leap, version = message.version, reference = reference_of(message),
      root_delay = message.root_delay, root_dispersion = message.root_dispersion,
    }
    if message.stratum == 0 then
      fields.reference, fields.kiss = nil, fields.reference
      return "different", "kiss code " .. fields.kiss .. ", so the server wants no questions", fields
    end
    if message.stratum > 15 or message.leap == 3 or message.receive == 0 or message.transmit == 0 then
      return "different", "the server does not know the time (stratum " .. message.stratum .. ", leap indicator "
        .. message.leap .. ")", fields
    end
    local offset = ((message.receive - began) / 0x1p32 + (message.transmit - arrived) / 0x1p32) / 2
    local delay = (arrived - began) / 0x1p32 - (message.transmit - message.receive) / 0x1p32
    fields.offset, fields.delay = offset, delay
    local text = format("stratum %d, offset %+.6f s, delay %.6f s", message.stratum, offset, delay)
    if message.stratum > max_stratum then
      return "different", text .. ", at most stratum " .. max_stratum .. " is expected", fields
    end
    if max_offset and (offset > max_offset or offset < -max_offset) then
      return "different", text .. ", at most " .. max_offset .. " s are expected", fields
    end
    return "matched", text, fields
  end

  return exchange
end

return ntp
