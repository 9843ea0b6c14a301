-- DNS messages for moonwire.proto.dns and moonwire.proto.mdns: RFC 1035, the types of RFC 3596, 2782, 4034, 6698, 8659
-- and 9460, unknown types (RFC 3597), and EDNS (RFC 6891).
--
-- Names are text without the last dot. The root is ".". A dot or backslash in a label is escaped as in a zone file, and
-- every byte that is not printable ASCII is "\DDD". The value of a record is its data as in a zone file. The value of
-- TXT is the bytes of its strings, joined.

local _, host = ...
local check = host.late("proto_check.lua")
local type, pcall, pairs, tonumber, tostring, math_type = type, pcall, pairs, tonumber, tostring, math.type
local byte, char, format, sub, lower, upper = string.byte, string.char, string.format, string.sub, string.lower,
  string.upper
local find, match, gmatch, gsub, pack, unpack = string.find, string.match, string.gmatch, string.gsub, string.pack,
  string.unpack
local concat, random = table.concat, math.random
local to_hex, from_hex, to_base64, from_base64 = byte_span.to_hex, byte_span.from_hex, byte_span.to_base64,
  byte_span.from_base64
local new_address, address_of = ip.address.new, ip.address.from_bytes

local message = {}

-- A field of the data of a record is one letter: B, S, L: integers of 1, 2, 4 bytes; 4, 6: address; n: name, which may
-- be compressed; N: name; s, w: quoted and plain string with its length; and up to the end v: string, t: strings,
-- h: base 16, b: base 64, p: parameters of SVCB.
local DATA <const> = {
  A = "4", NS = "n", CNAME = "n", SOA = "nnLLLLL", PTR = "n", HINFO = "ss", MX = "Sn", TXT = "t", AAAA = "6",
  SRV = "SSSN", NAPTR = "SSsssN", DNAME = "N", DS = "SBBh", SSHFP = "BBh", DNSKEY = "SBBb", TLSA = "BBBh", CDS = "SBBh",
  CDNSKEY = "SBBb", SVCB = "SNp", HTTPS = "SNp", CAA = "Bwv",
}

local WIDTHS <const> = {B = 1, S = 2, L = 4, ["4"] = 4, ["6"] = 16}

-- Returns functions that convert a number to its name, and a name, number or text such as "TYPE65280" to the number.
local function numbered(prefix, numbers)
  local names = {}
  for name, number in pairs(numbers) do names[number] = name end
  return function(number) return names[number] or prefix .. number end, function(value)
    if math_type(value) == "integer" then return value end
    value = upper(tostring(value))
    local digits = match(value, "^" .. prefix .. "(%d+)$") or match(value, "^%d+$")
    return numbers[value] or digits and #digits < 10 and tonumber(digits) or nil
  end
end

message.type_name, message.type_number = numbered("TYPE", {
  A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, HINFO = 13, MX = 15, TXT = 16, AAAA = 28, SRV = 33, NAPTR = 35,
  DNAME = 39, OPT = 41, DS = 43, SSHFP = 44, RRSIG = 46, NSEC = 47, DNSKEY = 48, NSEC3 = 50, NSEC3PARAM = 51, TLSA = 52,
  CDS = 59, CDNSKEY = 60, SVCB = 64, HTTPS = 65, IXFR = 251, AXFR = 252, ANY = 255, CAA = 257,
})
message.class_name, message.class_number = numbered("CLASS", {IN = 1, CH = 3, HS = 4, NONE = 254, ANY = 255})
message.rcode_name, message.rcode_number = numbered("RCODE", {
  NOERROR = 0, FORMERR = 1, SERVFAIL = 2, NXDOMAIN = 3, NOTIMP = 4, REFUSED = 5, YXDOMAIN = 6, YXRRSET = 7, NXRRSET = 8,
  NOTAUTH = 9, NOTZONE = 10, BADVERS = 16, BADCOOKIE = 23,
})
local type_name, class_name = message.type_name, message.class_name
local FLAGS <const> = {response = 0x8000, aa = 0x0400, tc = 0x0200, rd = 0x0100, ra = 0x0080, ad = 0x0020, cd = 0x0010}
local SECTIONS <const> = {"questions", "answers", "authorities", "additionals"}

local function escaped(c) return format("\\%03d", byte(c)) end

local function quoted(bytes) return '"' .. gsub(gsub(bytes, '["\\]', "\\%0"), "[^ -~]", escaped) .. '"' end

-- Returns the labels of a name with their lengths, or nil and a text that says why the name is wrong.
local function labels_of(name)
  name = gsub(name, "\\([^%d])", escaped)
  if find(name, "^%..") or find(name, "..", 1, true) then return nil, "a name with an empty label" end
  local labels, size = {}, 1
  for label in gmatch(name, "[^.]+") do
    if find(gsub(label, "\\[012]%d%d", ""), "\\", 1, true) then return nil, "a name with a wrong escape" end
    label = gsub(label, "\\(%d%d%d)", function(code) return char(tonumber(code) & 255) end)
    if #label > 63 then return nil, "a label of " .. #label .. " bytes, at most 63 are allowed" end
    labels[#labels + 1] = pack("s1", label)
    size = size + 1 + #label
  end
  if size > 255 then return nil, "a name of " .. size .. " bytes, at most 255 are allowed" end
  return labels
end

-- Returns the bytes of a name. `offsets` maps the ends of earlier names to their offsets in the message. The name uses
-- these offsets if it may be compressed, and adds its own ends at `offset`.
local function encode_name(name, offset, offsets, is_compressed)
  local labels, problem = labels_of(name)
  if not labels then return nil, problem end
  for i = 1, #labels do
    local rest = lower(concat(labels, "", i))
    local pointer = offsets[rest]
    if pointer and is_compressed then return concat(labels, "", 1, i - 1) .. pack(">I2", 0xC000 | pointer) end
    if not pointer and offset < 0x4000 then offsets[rest] = offset end
    offset = offset + #labels[i]
  end
  return concat(labels) .. "\0"
end

-- Returns a name and the position after it, or nil and a text that says why the name is wrong. Every pointer leads to
-- a lower position than the pointers before it, so pointers form no loop. A name has at most 127 labels, so more
-- pointers are only there to waste time.
local function decode_name(bytes, position)
  local labels, size, pointers, limit, after = {}, 1, 0, position, nil
  while true do
    local length = byte(bytes, position)
    if not length then return nil, "a name without its end" end
    if length == 0 then return labels[1] and concat(labels, ".") or ".", after or position + 1 end
    if length >= 0xC0 then
      after = after or position + 2
      position = (length << 8 & 0x3F00 | (byte(bytes, position + 1) or 0xFF)) + 1
      if position >= limit then return nil, "a pointer that does not lead back" end
      limit, pointers = position, pointers + 1
      if pointers > 127 then return nil, "a name with too many pointers" end
    else
      size = size + 1 + length
      if length > 63 or size > 255 then return nil, "a label or a name that is too long" end
      local label = sub(bytes, position + 1, position + length)
      position = position + 1 + length
      labels[#labels + 1] = gsub(gsub(label, "[.\\]", "\\%0"), "[^!-~]", escaped)
    end
  end
end

local function decode_parameters(bytes)
  local names = {[0] = "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"}
  local parameters, position = {}, 1
  while position <= #bytes do
    local key, value, after = check.unpack(">I2s2", bytes, position)
    if not key then return nil end
    local list = {}
    local width = key == 0 and 2 or key == 4 and 4 or key == 6 and 16
    if key == 1 then
      local at = 1
      while at <= #value do
        list[#list + 1], at = check.unpack("s1", value, at)
        if not at then return nil end
      end
    elseif width and #value % width == 0 then
      for i = 1, #value, width do
        local item = sub(value, i, i + width - 1)
        local number = unpack(">I2", item)
        list[#list + 1] = key > 0 and tostring(address_of(item)) or names[number] or "key" .. number
      end
    else
      list[1] = key == 3 and #value == 2 and tostring(unpack(">I2", value)) or value ~= "" and to_hex(value) or nil
    end
    local text = gsub(concat(list, ","), "[^!-~]", escaped)
    parameters[#parameters + 1] = (names[key] or "key" .. key) .. (text == "" and "" or "=" .. text)
    position = after
  end
  return concat(parameters, " ")
end

-- Returns the data of a record as text and, for TXT, the list of its strings. Returns nil if the data is wrong.
local function decode_data(bytes, position, last, fields)
  local values, strings = {}, nil
  for field in gmatch(fields, ".") do
    local width, value = WIDTHS[field], nil
    if width then
      if position + width - 1 > last then return nil end
      local raw = sub(bytes, position, position + width - 1)
      value = (field == "4" or field == "6") and tostring(address_of(raw)) or unpack(">I" .. width, raw)
      position = position + width
    elseif field == "n" or field == "N" then
      value, position = decode_name(bytes, position)
      if not value then return nil end
    elseif field == "s" or field == "w" then
      value, position = check.unpack("s1", bytes, position)
      if not value then return nil end
      value = field == "s" and quoted(value) or gsub(value, "[^!-~]", escaped)
    elseif field == "t" then
      strings = {}
      while position <= last do
        strings[#strings + 1], position = check.unpack("s1", bytes, position)
        if not position then return nil end
      end
      value = concat(strings)
    else
      local rest = sub(bytes, position, last)
      value = field == "v" and quoted(rest) or field == "h" and to_hex(rest) or field == "b" and to_base64(rest)
        or decode_parameters(rest)
      if not value then return nil end
      position = last + 1
    end
    if value ~= "" or field == "t" then values[#values + 1] = value end
  end
  if position ~= last + 1 then return nil end
  return concat(values, " "), strings
end

local function encode_address(text, family)
  local ok, address = pcall(new_address, text)
  if ok and address["is_" .. family] then return address:to_bytes() end
end

local function unescaped(c, digits)
  return #digits == 2 and find(c, "%d") and char(tonumber(c .. digits) & 255) or c .. digits
end

-- Returns the bytes of a record's data, which start at `offset` in the message, or nil and a text about the value.
local function encode_data(value, fields, offset, offsets)
  if fields == "t" then
    local strings = {}
    for i = 1, #value == 0 and 1 or #value, 255 do strings[#strings + 1] = pack("s1", sub(value, i, i + 254)) end
    return concat(strings)
  end
  local tokens, parts, count = gmatch(value, "%S+"), {}, 0
  for field in gmatch(fields, ".") do
    local token, part, problem = tokens(), nil, nil
    local width, number = WIDTHS[field], math_type(tonumber(token)) == "integer" and tonumber(token)
    if field == "p" and not token then
      part = ""
    elseif not token then
      return nil, "a part is missing"
    elseif field == "4" or field == "6" then
      part = encode_address(token, "v" .. field)
    elseif width then
      part = number and number >= 0 and number >> width * 8 == 0 and pack(">I" .. width, number)
    elseif field == "n" or field == "N" then
      part, problem = encode_name(token, offset + count, offsets, field == "n")
    elseif field == "s" or field == "w" or field == "v" then
      part = gsub(gsub(token, '^"(.*)"$', "%1"), "\\(.)(%d?%d?)", unescaped)
      if field ~= "v" then part = #part < 256 and pack("s1", part) end
    elseif field == "h" or field == "b" then
      for more in tokens do token = token .. more end
      local ok, bytes = pcall(field == "h" and from_hex or from_base64, token)
      part = ok and tostring(bytes)
    end
    if not part then return nil, problem or "'" .. token .. "' is wrong" end
    parts[#parts + 1], count = part, count + #part
  end
  if tokens() then return nil, "there are too many parts" end
  return concat(parts)
end

-- Returns the bytes of a message. Answers use compression.
function message.encode(fields)
  check.table("encode", 1, fields)
  local rcode = message.rcode_number(fields.rcode or 0)
  if not rcode or rcode >> 12 ~= 0 then
    check.fail("encode", 1, "rcode: " .. tostring(fields.rcode) .. " is unknown")
  end
  local flags = check.integer("encode", fields, "opcode", 0, 15, 0) << 11 | rcode & 15
  for name, bit in pairs(FLAGS) do flags = fields[name] and flags | bit or flags end
  local parts, offset, offsets, counts = {""}, 12, {}, {}

  local function put(bytes)
    parts[#parts + 1], offset = bytes, offset + #bytes
  end

  local function put_entry(entry, place, is_record)
    local function fail(detail) check.fail("encode", 1, place .. "." .. detail) end
    if type(entry) ~= "table" then check.fail("encode", 1, place .. ": table expected, got " .. type(entry)) end
    if type(entry.name) ~= "string" then fail("name: string expected, got " .. type(entry.name)) end
    local name, problem = encode_name(entry.name, offset, offsets, true)
    if not name then fail("name: " .. problem) end
    local kind, class = message.type_number(entry.type or "A"), message.class_number(entry.class or "IN")
    if not kind or kind >> 16 ~= 0 then fail("type: " .. tostring(entry.type) .. " is unknown") end
    if not class or class >> 16 ~= 0 then fail("class: " .. tostring(entry.class) .. " is unknown") end
    put(name .. pack(">I2I2", kind, class))
    if not is_record then return end
    local ttl, data = entry.ttl or 0, entry.data
    if math_type(ttl) ~= "integer" or ttl >> 32 ~= 0 then fail("ttl: integer from 0 to 4294967295 expected") end
    local layout = DATA[type_name(kind)]
    if not data and layout and type(entry.value) == "string" then
      data, problem = encode_data(entry.value, layout, offset + 6, offsets)
      if not data then fail("value: " .. problem) end
    end
    if type(data) ~= "string" then fail("data: string expected, got " .. type(data)) end
    if #data > 0xFFFF then fail("data: " .. #data .. " bytes, at most 65535 are allowed") end
    put(pack(">I4s2", ttl, data))
  end

  for i = 1, 4 do
    local section = SECTIONS[i]
    local entries = fields[section] or {}
    if type(entries) ~= "table" then check.fail("encode", 1, section .. ": table expected, got " .. type(entries)) end
    counts[i] = #entries
    for j = 1, #entries do put_entry(entries[j], section .. "[" .. j .. "]", i > 1) end
  end
  local edns = fields.edns
  if edns then
    counts[4] = counts[4] + 1
    check.table("encode", 1, edns)
    put(pack(">BI2I2BBI2I2", 0, 41, check.integer("encode", edns, "size", 0, 65535, 1232), rcode >> 4, 0,
      edns.dnssec and 0x8000 or 0, 0))
  end
  if offset > 65535 then check.fail("encode", 1, offset .. " bytes, at most 65535 are allowed") end
  parts[1] = pack(">I2I2I2I2I2I2", check.integer("encode", fields, "id", 0, 65535, random(0, 65535)), flags,
    counts[1], counts[2], counts[3], counts[4])
  return concat(parts)
end

-- Returns the question or record at a position, and the position after it; or nil and a text.
local function decode_entry(bytes, position, is_record)
  local name, after = decode_name(bytes, position)
  if not name then return nil, after end
  local kind, class
  kind, class, position = check.unpack(">I2I2", bytes, after)
  if not kind then return nil, "a question or record without its end" end
  local entry = {name = name, type = type_name(kind), class = class_name(class)}
  if not is_record then return entry, position end
  local ttl, length, first = check.unpack(">I4I2", bytes, position)
  if not ttl or first + length - 1 > #bytes then return nil, "a record without its end" end
  entry.ttl, entry.data = ttl, sub(bytes, first, first + length - 1)
  local fields = DATA[entry.type]
  if fields and length > 0 then
    entry.value, entry.strings = decode_data(bytes, first, first + length - 1, fields)
    if not entry.value then return nil, "the data of a record of type " .. entry.type .. " is wrong" end
  else
    entry.value = "\\# " .. length .. (length > 0 and " " .. to_hex(entry.data) or "")
  end
  return entry, first + length, kind == 41 and class
end

-- Returns the message in a datagram, or nil and a text.
function message.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local id, flags, questions, answers, authorities, additionals, position = check.unpack(">I2I2I2I2I2I2", bytes)
  if not id then return nil, check.length(#bytes) .. ", at least 12 are needed" end
  local result = {id = id, opcode = flags >> 11 & 15}
  for name, bit in pairs(FLAGS) do result[name] = flags & bit ~= 0 end
  local rcode = flags & 15
  local counts = {questions, answers, authorities, additionals}
  for i = 1, 4 do
    local entries = {}
    for _ = 1, counts[i] do
      local entry, after, size = decode_entry(bytes, position, i > 1)
      if not entry then return nil, after end
      position = after
      if size then
        rcode = rcode & 15 | entry.ttl >> 24 << 4
        local ttl = entry.ttl
        result.edns = {size = size, version = ttl >> 16 & 255, dnssec = ttl & 0x8000 ~= 0, data = entry.data}
      else
        entries[#entries + 1] = entry
      end
    end
    result[SECTIONS[i]] = entries
  end
  result.rcode = message.rcode_name(rcode)
  return result
end

return message
