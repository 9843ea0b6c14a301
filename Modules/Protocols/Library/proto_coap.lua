-- moonwire.proto.coap: messages of CoAP (RFC 7252), with the options of RFC 7641 and RFC 7959.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, unpack, sub, match, byte, format = string.pack, string.unpack, string.sub, string.match, string.byte,
  string.format
local gmatch, gsub, concat, sort, random = string.gmatch, string.gsub, table.concat, table.sort, math.random
local type, math_type, tonumber, pairs, ipairs, to_hex = type, math.type, tonumber, pairs, ipairs, byte_span.to_hex

local coap = {
  name = "coap", port = 5683, title = "CoAP server, RFC 7252", example = "coap://127.0.0.1/.well-known/core",
  options = {method = true, query = true, accept = true, code = true, text = true, pattern = true},
}

local MOST <const> = 128 -- options, because each is a table
local TYPES <const> = {[0] = "CON", "NON", "ACK", "RST"}
local METHODS <const> = {"GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "iPATCH"}
local NAMES <const> = {
  [1] = "If-Match", [3] = "Uri-Host", [4] = "ETag", [5] = "If-None-Match", [6] = "Observe", [7] = "Uri-Port",
  [8] = "Location-Path", [9] = "OSCORE", [11] = "Uri-Path", [12] = "Content-Format", [14] = "Max-Age",
  [15] = "Uri-Query", [17] = "Accept", [20] = "Location-Query", [23] = "Block2", [27] = "Block1", [28] = "Size2",
  [35] = "Proxy-Uri", [39] = "Proxy-Scheme", [60] = "Size1", [258] = "No-Response",
}
local INTEGERS <const> = {
  [6] = true, [7] = true, [12] = true, [14] = true, [17] = true, [23] = true, [27] = true, [28] = true, [60] = true,
  [258] = true,
}
local REASONS <const> = {
  ["2.01"] = "Created", ["2.02"] = "Deleted", ["2.03"] = "Valid", ["2.04"] = "Changed", ["2.05"] = "Content",
  ["4.00"] = "Bad Request", ["4.01"] = "Unauthorized", ["4.02"] = "Bad Option", ["4.03"] = "Forbidden",
  ["4.04"] = "Not Found", ["4.05"] = "Method Not Allowed", ["4.06"] = "Not Acceptable",
  ["5.00"] = "Internal Server Error", ["5.01"] = "Not Implemented", ["5.03"] = "Service Unavailable",
}
local TYPE_NUMBERS <const>, CODES <const>, NUMBERS <const> = {}, {}, {}
for number, name in pairs(TYPES) do TYPE_NUMBERS[name] = number end
for number, name in pairs(METHODS) do CODES[name] = number end
for number, name in pairs(NAMES) do NUMBERS[name] = number end

local last_id = random(0, 65535) -- all exchanges take their message ids from it, so that they differ

local function wrong(detail) check.fail("encode", 1, detail) end

-- Returns the nibble and the bytes that extend it.
local function extended(number)
  if number < 13 then return number, "" end
  if number < 269 then return 13, pack("B", number - 13) end
  return 14, pack(">I2", number - 269)
end

local function encode_options(options)
  local list = {}
  for i = 1, #options do
    local name, value = check.table("encode", 1, options[i])[1], options[i][2]
    local number = NUMBERS[name] or name
    if math_type(number) ~= "integer" or number < 0 or number > 65535 then
      wrong("options: option " .. i .. " is unknown")
    end
    if math_type(value) == "integer" and value >= 0 and value <= 0xFFFFFFFF then
      value = match(pack(">I4", value), "^\0*(.*)$")
    elseif type(value) ~= "string" or #value > 65535 then
      wrong("options: the value of option " .. i .. " is neither a string nor an integer from 0 to 4294967295")
    end
    list[i] = {number, value, i}
  end
  sort(list, function(a, b) return a[1] < b[1] or a[1] == b[1] and a[3] < b[3] end)
  local parts, last = {}, 0
  for i = 1, #list do
    local delta, more = extended(list[i][1] - last)
    local length, even_more = extended(#list[i][2])
    last = list[i][1]
    parts[i] = pack("B", delta << 4 | length) .. more .. even_more .. list[i][2]
  end
  return concat(parts)
end

function coap.encode(message)
  check.table("encode", 1, message)
  local kind, code = TYPE_NUMBERS[message.type], CODES[message.code]
  if not kind then wrong("type: CON, NON, ACK or RST expected") end
  if not code then
    local class, detail = match(type(message.code) == "string" and message.code or "", "^([0-7])%.(%d%d)$")
    if not class or tonumber(detail) > 31 then wrong("code: a method or a code such as 2.05 expected") end
    code = tonumber(class) << 5 | tonumber(detail)
  end
  local id, token = check.integer("encode", message, "id", 0, 65535), check.string("encode", message, "token", 8, "")
  local payload = check.string("encode", message, "payload", 65000, "")
  local options = encode_options(check.table("encode", 1, message.options or {}))
  if code == 0 and token .. options .. payload ~= "" then wrong("a message of the code 0.00 has only an id") end
  if payload ~= "" then payload = "\255" .. payload end
  return pack(">BBI2", 0x40 | kind << 4 | #token, code, id) .. token .. options .. payload
end

-- Returns the number that a nibble and its extension are, and the next position, or nil.
local function extension(bytes, nibble, position)
  if nibble < 13 then return nibble, position end
  if nibble == 15 then return nil end
  local number, after = check.unpack(nibble == 13 and "B" or ">I2", bytes, position)
  return number and number + (nibble == 13 and 13 or 269), after
end

function coap.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local first, code, id, position = check.unpack(">BBI2", bytes)
  if not first then return nil, "no CoAP message: " .. check.length(#bytes) end
  local length = first & 15
  if first >> 6 ~= 1 then return nil, "no CoAP message: version " .. (first >> 6) end
  if length > 8 or #bytes < 4 + length then return nil, "no CoAP message: the token is not complete" end
  if code == 0 and (#bytes > 4 or first >> 4 & 3 == 1) then
    return nil, "no CoAP message: an empty message with bytes after the id, or of the type NON"
  end
  local message = {
    type = TYPES[first >> 4 & 3], code = METHODS[code] or format("%d.%02d", code >> 5, code & 31), id = id,
    token = sub(bytes, 5, 4 + length), options = {}, payload = "",
  }
  position = position + length
  local number, path = 0, {}
  while position <= #bytes do
    local head = byte(bytes, position)
    if head == 255 then
      if position == #bytes then return nil, "no CoAP message: no payload after its marker" end
      message.payload = sub(bytes, position + 1)
      break
    end
    if #message.options == MOST then return nil, "no CoAP message: more than " .. MOST .. " options" end
    local delta, size, after
    delta, after = extension(bytes, head >> 4, position + 1)
    if delta then size, after = extension(bytes, head & 15, after) end
    if not size or after + size > #bytes + 1 then return nil, "no CoAP message: an option is not complete" end
    number, position = number + delta, after + size
    if number > 65535 then return nil, "no CoAP message: an option number above 65535" end
    local value = sub(bytes, after, position - 1)
    if number == 11 then path[#path + 1] = value end
    if INTEGERS[number] and size <= 4 then value = size > 0 and unpack(">I" .. size, value) or 0 end
    message.options[#message.options + 1] = {NAMES[number] or number, value}
  end
  message.path = concat(path, "/")
  return message
end

-- Returns the options of the request for a path and a query.
local function request_options(options)
  local list = {}
  local function add(name, text) list[#list + 1] = {name, check.unescape(text)} end
  for part in gmatch(options.path ~= "" and options.path .. "/" or "", "([^/]*)/") do add("Uri-Path", part) end
  for _, text in ipairs(check.list(options.query)) do add("Uri-Query", text) end
  if options.accept then list[#list + 1] = {"Accept", check.integer("probe", options, "accept", 0, 65535)} end
  return list
end

function coap.probe(options)
  options = check.options(options, coap.options)
  local is_ping = not options.path
  for name in pairs(coap.options) do
    if is_ping and options[name] ~= nil then check.fail("probe", 1, name .. ": the target has no path") end
  end
  local is_expected, content = check.codes(options, "code", "2.xx"), check.content(options)
  local method = check.string("probe", options, "method", 10, "GET")
  if not CODES[method] then check.fail("probe", 1, "method: " .. method .. " is unknown") end
  local list = not is_ping and request_options(options)
  local token, ids = pack(">I4", random(0, 0xFFFFFFFF)), {}
  local exchange = {}

  function exchange.request(attempt)
    last_id = last_id + 1 & 65535
    local id = last_id
    ids[id] = attempt
    if is_ping then return coap.encode {type = "CON", code = "0.00", id = id} end
    return coap.encode {type = "CON", code = method, id = id, token = token .. pack("B", attempt & 255), options = list}
  end

  -- Judges the answer to a request.
  local function check_response(message, text, fields)
    for i = 1, #message.options do
      local name, value = message.options[i][1], message.options[i][2]
      fields.options[i] = {name = name, value = name == "ETag" and to_hex(value) or value}
    end
    fields.payload = message.payload
    text = text .. ", " .. check.length(#message.payload)
    local next = message.type == "CON" and coap.encode {type = "ACK", code = "0.00", id = message.id} or nil
    local missing = content(message.payload)
    if not is_expected(tonumber((gsub(message.code, "%.", "")))) then
      return "different", text .. ": another code than expected", fields, next
    end
    if missing then return "different", text .. ", " .. missing, fields, next end
    return "matched", text, fields, next
  end

  function exchange.check(datagram)
    local message, problem = coap.decode(check.bytes("check", 1, datagram))
    if not message then return "different", problem, {} end
    local kind, code, is_ours = message.type, message.code, ids[message.id] ~= nil
    local fields = {type = kind, code = code, id = message.id}
    local is_answer = kind == "ACK" or kind == "RST"
    if CODES[code] or match(code, "^0%.") and (code ~= "0.00" or not is_answer) then
      if is_ours then return "different", "the request came back", fields end
      return "unrelated", "a request of the other side", fields
    end
    if is_answer and not is_ours then return "unrelated", "an answer to another message", fields end
    if code == "0.00" and is_ping then return "matched", "answered by " .. kind, fields end
    if kind == "RST" then return "different", "the server rejects the request by RST", fields end
    if code == "0.00" then return "unrelated", "acknowledged: the response follows", fields end
    local attempt = #message.token == 5 and sub(message.token, 1, 4) == token and byte(message.token, 5)
    if is_ping or not attempt or is_answer and ids[message.id] & 255 ~= attempt then
      return "unrelated", "a response to another request", fields
    end
    fields.options = {}
    return check_response(message, code .. (REASONS[code] and " " .. REASONS[code] or ""), fields)
  end

  return exchange
end

return coap
