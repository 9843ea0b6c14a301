-- moonwire.proto.kerberos: the authentication service of Kerberos 5 (RFC 4120). A datagram has no length prefix.
-- An error of the KDC repeats no number of the request, so the realm is the only proof that it answers the request.

local _, host = ...
local check, ber = host.late("proto_check.lua"), host.late("proto_ber.lua")
local own = host.own.short
local tostring, tonumber, random, concat = tostring, tonumber, math.random, table.concat
local match, gmatch, sub, lower, format, pack, unpack = string.match, string.gmatch, string.sub, string.lower,
  string.format, string.pack, string.unpack
local printable = byte_span.printable

local kerberos = {
  name = "kerberos", port = 88, title = "Kerberos 5 authentication service, RFC 4120",
  example = "kerberos://127.0.0.1/EXAMPLE.COM?principal=alice",
  options = {principal = true, user = true, code = true, max_skew = true},
}

local CODES <const> = {
  [0] = "KDC_ERR_NONE", [1] = "KDC_ERR_NAME_EXP", [3] = "KDC_ERR_BAD_PVNO", [6] = "KDC_ERR_C_PRINCIPAL_UNKNOWN",
  [7] = "KDC_ERR_S_PRINCIPAL_UNKNOWN", [9] = "KDC_ERR_NULL_KEY", [11] = "KDC_ERR_NEVER_VALID", [12] = "KDC_ERR_POLICY",
  [13] = "KDC_ERR_BADOPTION", [14] = "KDC_ERR_ETYPE_NOSUPP", [16] = "KDC_ERR_PADATA_TYPE_NOSUPP",
  [18] = "KDC_ERR_CLIENT_REVOKED", [21] = "KDC_ERR_CLIENT_NOTYET", [23] = "KDC_ERR_KEY_EXPIRED",
  [24] = "KDC_ERR_PREAUTH_FAILED", [25] = "KDC_ERR_PREAUTH_REQUIRED", [29] = "KDC_ERR_SVC_UNAVAILABLE",
  [37] = "KRB_AP_ERR_SKEW", [40] = "KRB_AP_ERR_MSG_TYPE", [52] = "KRB_ERR_RESPONSE_TOO_BIG", [60] = "KRB_ERR_GENERIC",
  [61] = "KRB_ERR_FIELD_TOOLONG", [68] = "KDC_ERR_WRONG_REALM",
}
local AS_REQ <const>, AS_REP <const>, KRB_ERROR <const> = 0x6A, 0x6B, 0x7E
local ETYPES <const> = {18, 17, 20, 19, 23} -- AES with SHA-1 and with SHA-2, RC4

local function context(number, element) return ber.encode(0xA0 | number, element) end

local function general_string(text) return ber.encode(0x1B, text) end

-- Returns the element of a principal's name, such as "alice" or "krbtgt/EXAMPLE.COM".
local function principal(name)
  local parts = {}
  for part in gmatch(name, "[^/]+") do parts[#parts + 1] = general_string(part) end
  return ber.encode(0x30, context(0, ber.integer(#parts > 1 and 2 or 1)) .. context(1, ber.encode(0x30, concat(parts))))
end

-- Returns the seconds since 1970 of a GeneralizedTime, or nil. Days are counted from 1 March of year 0.
local function seconds_of(text)
  local year, month, day, hour, minute, second = match(text or "", "^(%d%d%d%d)(%d%d)(%d%d)(%d%d)(%d%d)(%d%d)Z$")
  if not year then return nil end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 3 then year, month = year - 1, month + 12 end
  local days = year * 365 + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 719469
  return days * 86400 + tonumber(hour) * 3600 + tonumber(minute) * 60 + tonumber(second)
end

-- Returns the GeneralizedTime of whole seconds since 1970.
local function time_of(seconds)
  local days = seconds // 86400 + 719468
  local era = days // 146097
  local day = days % 146097
  local year = (day - day // 1460 + day // 36524 - day // 146096) // 365
  day = day - (365 * year + year // 4 - year // 100)
  local month = (5 * day + 2) // 153
  day = day - (153 * month + 2) // 5 + 1
  year = year + era * 400 + (month > 9 and 1 or 0)
  month = month < 10 and month + 3 or month - 9
  return format("%04d%02d%02d%02d%02d%02dZ", year, month, day, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
end

local function integer(message, name, low, high, default)
  return ber.integer(check.integer("encode", message, name, low, high, default))
end

local function encode_error(message)
  local realm = check.string("encode", message, "realm", 1000)
  local seconds = check.integer("encode", message, "time", 0, 253402300799, 0)
  return ber.encode(KRB_ERROR, ber.encode(0x30, context(0, ber.integer(5)) .. context(1, ber.integer(30))
    .. context(4, ber.encode(0x18, time_of(seconds))) .. context(5, integer(message, "microseconds", 0, 999999, 0))
    .. context(6, integer(message, "code", 0, 0x7FFFFFFF)) .. context(9, general_string(realm))
    .. context(10, principal(check.string("encode", message, "server", 1000, "krbtgt/" .. realm)))
    .. (message.text and context(11, general_string(check.string("encode", message, "text", 1000))) or "")
    .. (message.data and context(12, ber.encode(0x04, check.string("encode", message, "data", 60000))) or "")))
end

function kerberos.encode(message)
  local kind = check.table("encode", 1, message).type or "as_req"
  if kind == "error" then return encode_error(message) end
  if kind ~= "as_req" then check.fail("encode", 1, "type: 'as_req' or 'error' expected, got " .. tostring(kind)) end
  local realm = check.string("encode", message, "realm", 1000)
  local etypes, list = {}, check.table("encode", 1, message.etypes or ETYPES)
  for i = 1, #list do etypes[i] = integer(list, i, -0x80000000, 0x7FFFFFFF) end
  local options = check.integer("encode", message, "kdc_options", 0, 0xFFFFFFFF, 0)
  local body = context(0, ber.encode(0x03, pack(">BI4", 0, options)))
    .. context(1, principal(check.string("encode", message, "client", 1000))) .. context(2, general_string(realm))
    .. context(3, principal(check.string("encode", message, "server", 1000, "krbtgt/" .. realm)))
    .. context(5, ber.encode(0x18, check.string("encode", message, "till", 15, "20370913024805Z")))
    .. context(7, integer(message, "nonce", 0, 0xFFFFFFFF, random(1, 0x7FFFFFFF)))
    .. context(8, ber.encode(0x30, concat(etypes)))
  return ber.encode(AS_REQ, ber.encode(0x30, context(1, ber.integer(5)) .. context(2, ber.integer(10))
    .. context(4, ber.encode(0x30, body))))
end

-- Returns the range of the content of the first element in a range, if the element has the tag.
local function inner(bytes, first, last, tag)
  return ber.reader(bytes, first, last)(tag)
end

-- Returns the ranges of the elements in a range that have the tag.
local function elements(bytes, first, last, tag)
  local found, read = {}, ber.reader(bytes, first, last)
  first, last = read(tag)
  while first do
    found[#found + 1] = {first, last}
    first, last = read(tag)
  end
  return found
end

-- Returns readers for the numbered fields in the content of a sequence, or nil if there is no sequence.
local function fields_of(bytes, first, last)
  if not first then return nil end
  local ranges, read, tag = {}, ber.reader(bytes, first, last), nil
  first, last, tag = read()
  while first do
    if tag & 0xE0 == 0xA0 then ranges[tag & 0x1F] = {first, last} end
    first, last, tag = read()
  end
  local fields = {}

  function fields.range(i, wanted)
    if ranges[i] then return inner(bytes, ranges[i][1], ranges[i][2], wanted) end
  end

  function fields.number(i) return ber.number(bytes, fields.range(i, 0x02)) end

  function fields.text(i, wanted) return ber.bytes(bytes, fields.range(i, wanted or 0x1B)) end

  -- Returns the ranges of the elements in a sequence.
  function fields.list(i, wanted)
    local from, to = fields.range(i, 0x30)
    return elements(bytes, from, to, wanted)
  end

  function fields.name(i)
    local parts = fields_of(bytes, fields.range(i, 0x30))
    local strings = parts and parts.list(1, 0x1B)
    if not strings or #strings == 0 then return nil end
    for j = 1, #strings do strings[j] = sub(bytes, strings[j][1], strings[j][2]) end
    return concat(strings, "/")
  end

  return fields
end

-- Returns the types of pre-authentication in the data of an error, and the encryption types that they name.
local function offers(data)
  local types, etypes = {}, {}
  local first, last = inner(data, 1, #data, 0x30)
  for _, range in next, elements(data, first, last, 0x30) do
    local fields = fields_of(data, range[1], range[2])
    types[#types + 1] = fields.number(1)
    if fields.number(1) == 19 then -- ETYPE-INFO2
      first, last = fields.range(2, 0x04)
      first, last = inner(data, first, last, 0x30)
      for _, entry in next, elements(data, first, last, 0x30) do
        etypes[#etypes + 1] = fields_of(data, entry[1], entry[2]).number(0)
      end
    end
  end
  return types, etypes
end

function kerberos.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local first, last, tag = ber.reader(bytes, 1, #bytes)()
  local is_error, is_answer = tag == KRB_ERROR, tag == AS_REP
  if not is_error and not is_answer and tag ~= AS_REQ then return nil, "no Kerberos message" end
  local fields = fields_of(bytes, inner(bytes, first, last, 0x30))
  local version, kind = fields and fields.number(tag == AS_REQ and 1 or 0), nil
  if version ~= 5 then return nil, "no message of Kerberos 5" end
  kind = fields.number(tag == AS_REQ and 2 or 1)
  if kind ~= tag & 0x1F then return nil, "Kerberos message of a wrong type" end
  if is_answer then
    local sealed = fields_of(bytes, fields.range(6, 0x30))
    local message = {
      type = "as_rep", realm = fields.text(3), client = fields.name(4), etype = sealed and sealed.number(0),
    }
    if message.realm and message.client and message.etype then return message end
  elseif is_error then
    local data = fields.text(12, 0x04)
    local message = {
      type = "error", code = fields.number(6), time = seconds_of(fields.text(4, 0x18)), microseconds = fields.number(5),
      client_realm = fields.text(7), client = fields.name(8), realm = fields.text(9), server = fields.name(10),
      text = fields.text(11), data = data,
    }
    message.name = message.code and (CODES[message.code] or "error " .. message.code)
    if data then message.preauth_types, message.etypes = offers(data) end
    if message.code and message.time and message.realm and message.server then return message end
  else
    local body = fields_of(bytes, fields.range(4, 0x30))
    local message = body and {
      type = "as_req", client = body.name(1), realm = body.text(2), server = body.name(3), till = body.text(5, 0x18),
      nonce = body.number(7), etypes = body.list(8, 0x02),
    }
    if message and message.realm and message.nonce then
      local options = body.text(0, 0x03)
      message.kdc_options = options and #options == 5 and unpack(">I4", options, 2) or nil
      for i, range in next, message.etypes do message.etypes[i] = ber.number(bytes, range[1], range[2]) or 0 end
      return message
    end
  end
  return nil, "Kerberos message without its fields"
end

-- Returns the set of accepted codes. An AS-REP has the code "as-rep".
local function accepted(options)
  local codes, list = {}, check.list(options.code or {"as-rep", 6, 25, 52, 68})
  for i = 1, #list do
    for code in gmatch(lower(tostring(list[i])), "[^,%s]+") do
      if code ~= "as-rep" and not match(code, "^%d+$") then
        check.fail("probe", 1, "code: a number or as-rep expected, got '" .. code .. "'")
      end
      codes[code] = true
    end
  end
  return codes
end

function kerberos.probe(options)
  options = check.options(options, kerberos.options)
  local client, realm = check.string("probe", options, "principal", 200, options.user or "moonwire-probe"), options.path
  local name, suffix = match(client, "^(.+)@([^@]+)$")
  if name then client, realm = name, realm ~= "" and realm or suffix end
  realm = realm ~= "" and realm or "EXAMPLE.COM"
  local codes, max_skew = accepted(options), check.number(options, "max_skew", 0, 1e9)
  local fields = {client = client, realm = realm}
  kerberos.encode(fields) -- raises if a name is wrong
  local exchange = {}

  function exchange.request() return kerberos.encode(fields) end

  function exchange.check(datagram)
    local message, wrong = kerberos.decode(check.bytes("check", 1, datagram))
    if not message then return "different", wrong, {} end
    if message.type == "as_req" then return "different", "our own question came back", {} end
    local result = {realm = printable(message.realm), client = message.client and printable(message.client)}
    if message.type == "as_rep" then
      if lower(message.realm) ~= lower(realm) then return "unrelated", "an answer for another realm", result end
      result.code, result.etype = "as-rep", message.etype
      local text = "AS-REP, so the principal needs no pre-authentication"
      if codes["as-rep"] then return "matched", text, result end
      return "different", text .. ", which is not expected", result
    end
    local target = lower(match(message.server, "^krbtgt/(.*)$") or realm)
    if target ~= lower(realm) then return "unrelated", "an error about another realm", result end
    local now = own.time.system_clock.now().seconds_since_epoch
    local skew = message.time + (message.microseconds or 0) / 1e6 - now
    result.code, result.name, result.clock_skew = message.code, message.name, skew
    result.text = message.text and printable(message.text)
    result.preauth_types, result.etypes = message.preauth_types, message.etypes
    local text, clock = format("%s (%d)", message.name, message.code), format(", clock %+.3f s", skew)
    if not codes[tostring(message.code)] then return "different", text .. ", which is not expected" .. clock, result end
    text = text .. clock
    if max_skew and (skew > max_skew or skew < -max_skew) then
      return "different", text .. ", at most " .. max_skew .. " s are expected", result
    end
    return "matched", text, result
  end

  return exchange
end

return kerberos
