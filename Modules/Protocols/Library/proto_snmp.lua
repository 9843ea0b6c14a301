-- moonwire.proto.snmp: the simple network management protocol, version 1 (RFC 1157) and 2c (RFC 1901, RFC 3416).

local _, host = ...
local check, ber = host.late("proto_check.lua"), host.late("proto_ber.lua")
local type, tostring, tonumber, pcall, math_type, random = type, tostring, tonumber, pcall, math.type, math.random
local match, gsub, sub, byte, pack, unpack, format = string.match, string.gsub, string.sub, string.byte, string.pack,
  string.unpack, string.format
local concat, huge = table.concat, math.huge
local printable, new_address, address_of = byte_span.printable, ip.address.new, ip.address.from_bytes

local snmp = {
  name = "snmp", port = 161, title = "network management, SNMP versions 1 and 2c",
  example = "snmp://127.0.0.1/sysName?community=public&value=router-1",
  options = {
    community = true, version = true, oid = true, next = true, value = true, pattern = true, min = true, max = true,
  },
}

local VERSIONS <const> = {["1"] = 0, ["2c"] = 1, [0] = "1", [1] = "2c"}

local function both_ways(names)
  local tags = {}
  for tag, name in next, names do tags[name] = tag end
  return names, tags
end

local KINDS <const>, KIND_TAGS <const> = both_ways {
  [0xA0] = "get", [0xA1] = "getnext", [0xA2] = "response", [0xA3] = "set", [0xA5] = "getbulk", [0xA6] = "inform",
  [0xA7] = "trap", [0xA8] = "report",
}
local TYPES <const>, TYPE_TAGS <const> = both_ways {
  [0x02] = "integer", [0x04] = "octet_string", [0x05] = "null", [0x06] = "oid", [0x40] = "ip_address",
  [0x41] = "counter32", [0x42] = "gauge32", [0x43] = "time_ticks", [0x44] = "opaque", [0x46] = "counter64",
  [0x80] = "no_such_object", [0x81] = "no_such_instance", [0x82] = "end_of_mib_view",
}
local ERRORS <const> = {
  "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType", "wrongLength", "wrongEncoding",
  "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable", "commitFailed", "undoFailed",
  "authorizationError", "notWritable", "inconsistentName",
}
local SYSTEM <const> = {
  sysDescr = 1, sysObjectID = 2, sysUpTime = 3, sysContact = 4, sysName = 5, sysLocation = 6, sysServices = 7,
}

-- Returns the element with a value, or nil if the value is wrong.
local function encode_value(kind, value)
  local tag = TYPE_TAGS[kind]
  if kind == "oid" then return type(value) == "string" and ber.oid(value) end
  if kind == "octet_string" or kind == "opaque" then return type(value) == "string" and ber.encode(tag, value) end
  if kind == "ip_address" then
    local ok, address = pcall(new_address, value)
    return ok and address.is_v4 and ber.encode(tag, address:to_bytes())
  end
  if tag == 0x05 or tag >= 0x80 then return ber.encode(tag, "") end
  if math_type(value) ~= "integer" then return nil end
  if kind == "integer" then return value >= -1 << 31 and value < 1 << 31 and ber.integer(value) end
  if kind == "counter64" then
    return value < 0 and ber.encode(tag, pack(">Bi8", 0, value)) or ber.integer(value, tag)
  end
  return value >> 32 == 0 and ber.integer(value, tag)
end

function snmp.encode(message)
  check.table("encode", 1, message)
  local version, kind = VERSIONS[tostring(message.version or "2c")], KIND_TAGS[message.type or "get"]
  if not version then check.fail("encode", 1, "version: '1' or '2c' expected, got " .. tostring(message.version)) end
  if not kind then check.fail("encode", 1, "type: " .. tostring(message.type) .. " is unknown") end
  local bindings, list = {}, check.table("encode", 1, message.bindings or {})
  for i = 1, #list do
    local binding = check.table("encode", 1, list[i])
    local oid = ber.oid(tostring(binding.oid))
    local value_type = binding.type or "null"
    local value = TYPE_TAGS[value_type] and encode_value(value_type, binding.value)
    if not oid or not value then
      check.fail("encode", 1, "bindings[" .. i .. "]: the " .. (oid and "type or the value" or "OID") .. " is wrong")
    end
    bindings[i] = ber.encode(0x30, oid .. value)
  end
  local function integer(name, low, default)
    return ber.integer(check.integer("encode", message, name, low, 0x7FFFFFFF, default))
  end
  return ber.encode(0x30, ber.integer(version)
    .. ber.encode(0x04, check.string("encode", message, "community", 65000, "public"))
    .. ber.encode(kind, integer("request_id", -0x80000000, random(0, 0x7FFFFFFF)) .. integer("error_status", 0, 0)
      .. integer("error_index", 0, 0) .. ber.encode(0x30, concat(bindings))))
end

-- Returns the value of an element, or nil and true if the element is wrong.
local function decode_value(kind, bytes, first, last)
  local length, value = last - first + 1, nil
  if kind == "null" or TYPE_TAGS[kind] >= 0x80 then return nil end
  if kind == "octet_string" or kind == "opaque" then return sub(bytes, first, last) end
  if kind == "oid" then
    value = ber.oid_text(bytes, first, last)
  elseif kind == "ip_address" then
    value = length == 4 and tostring(address_of(sub(bytes, first, last))) or nil
  elseif kind == "counter64" and length == 9 and byte(bytes, first) == 0 then
    value = unpack(">i8", bytes, first + 1)
  else
    value = ber.number(bytes, first, last)
    -- Some agents leave the leading zero out.
    if value and value < 0 and kind ~= "integer" and kind ~= "counter64" then value = value & 0xFFFFFFFF end
  end
  if kind == "counter64" and value and value < 0 then value = value + 0x1p64 end
  return value, value == nil
end

function snmp.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local first, last = ber.reader(bytes, 1, #bytes)(0x30)
  if not first then return nil, "no SNMP message" end
  local read = ber.reader(bytes, first, last)
  local version = ber.number(bytes, read(0x02))
  if not version then return nil, "no SNMP message" end
  if not VERSIONS[version] then return nil, "SNMP message of version number " .. version end
  local message, kind = {version = VERSIONS[version], community = ber.bytes(bytes, read(0x04))}, nil
  first, last, kind = read()
  message.type = KINDS[kind]
  if not message.community or not message.type then return nil, "SNMP message without a known PDU" end
  read = ber.reader(bytes, first, last)
  message.request_id, message.error_status, message.error_index = ber.number(bytes, read(0x02)),
    ber.number(bytes, read(0x02)), ber.number(bytes, read(0x02))
  first, last = read(0x30)
  if not message.error_index or not first then return nil, "SNMP message with a wrong PDU" end
  local bindings, next_binding = {}, ber.reader(bytes, first, last)
  first, last = next_binding(0x30)
  while first do
    read = ber.reader(bytes, first, last)
    local oid = ber.oid_text(bytes, read(0x06))
    first, last, kind = read()
    local value_type = first and TYPES[kind]
    if not oid or not value_type then return nil, "SNMP message with a wrong binding" end
    local value, is_wrong = decode_value(value_type, bytes, first, last)
    if is_wrong then return nil, "SNMP message with a wrong value" end
    bindings[#bindings + 1] = {oid = oid, type = value_type, value = value}
    first, last = next_binding(0x30)
  end
  message.bindings = bindings
  return message
end

-- Returns the OID that a text such as ".1.3.6.1.2.1.1.5.0", "sysName.0" or "sysName" means.
local function oid_of(text)
  local name, rest = match(text, "^(%a+)(.*)$")
  if SYSTEM[name] then text = "1.3.6.1.2.1.1." .. SYSTEM[name] .. (rest == "" and ".0" or rest) end
  text = gsub(text, "^%.", "")
  return ber.oid(text) and text
    or check.fail("probe", 1, "oid: an OID such as 1.3.6.1 expected, got '" .. printable(text) .. "'")
end

-- Returns a duration in hundredths of a second as text.
local function duration(ticks)
  local seconds = ticks // 100
  return format("%d d %02d:%02d:%02d", seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
end

function snmp.probe(options)
  options = check.options(options, snmp.options)
  local path = options.path ~= "" and options.path or "sysUpTime"
  local oid = oid_of(check.string("probe", {oid = options.oid or path}, "oid", 1000))
  local is_next, patterns = check.flag(options, "next", false), check.patterns(options, "pattern")
  local low, high = check.number(options, "min", -huge, huge), check.number(options, "max", -huge, huge)
  local version, values = tostring(options.version or "2c"), check.list(options.value)
  if version ~= "1" and version ~= "2c" then check.fail("probe", 1, "version: 1 or 2c expected, got " .. version) end
  local community = check.string("probe", options, "community", 1000, "public")
  local sent, exchange = {}, {}

  function exchange.request()
    local id = random(1, 0x7FFFFFFF)
    sent[id] = true
    return snmp.encode {
      version = version, community = community, type = is_next and "getnext" or "get", request_id = id,
      bindings = {{oid = oid}},
    }
  end

  -- Returns what is wrong with a value, or nil.
  local function problem_of(binding)
    local value, number = tostring(binding.value), tonumber(binding.value)
    local is_expected = #values == 0
    for i = 1, #values do is_expected = is_expected or value == tostring(values[i]) end
    if not is_expected then return "which is not the expected value" end
    for i = 1, #patterns do
      local found, malformed = check.matches(value, patterns[i])
      if not found then return malformed or "without the pattern '" .. printable(patterns[i]) .. "'" end
    end
    if (low or high) and not number then return "which is not a number" end
    if low and number < low then return "which is below " .. low end
    if high and number > high then return "which is above " .. high end
  end

  function exchange.check(datagram)
    local message, wrong = snmp.decode(check.bytes("check", 1, datagram))
    if not message then return "different", wrong, {} end
    if not sent[message.request_id] then return "unrelated", "an SNMP message with another request-id", {} end
    if message.type ~= "response" then
      return "different", message.type == "report" and "a report" or "our own question came back", {}
    end
    local fields = {version = message.version, oid = oid}
    if message.error_status ~= 0 then
      fields.error = ERRORS[message.error_status] or "error " .. message.error_status
      return "different", oid .. ": " .. fields.error, fields
    end
    local binding = message.bindings[1]
    if not binding or not is_next and binding.oid ~= oid then
      return "different", "a response without a value of " .. oid, fields
    end
    local value = binding.value
    fields.oid, fields.type = binding.oid, binding.type
    fields.value = type(value) == "string" and printable(value) or value
    local text = binding.oid .. " = " .. binding.type
    if value == nil then return "different", text, fields end
    text = text .. " " .. tostring(fields.value)
    if binding.type == "time_ticks" then text = text .. " (" .. duration(value) .. ")" end
    local problem = problem_of(binding)
    if problem then return "different", text .. ", " .. problem, fields end
    return "matched", text, fields
  end

  return exchange
end

return snmp
