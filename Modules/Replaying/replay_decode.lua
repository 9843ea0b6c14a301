-- Describes a datagram in one line, with the module of moonwire.proto that the port names.
local _, host = ...
local type, tostring, next, pcall, sort, concat = type, tostring, next, pcall, table.sort, table.concat
local match, sub, format, printable = string.match, string.sub, string.format, byte_span.printable
local tonumber, require, preload, select = tonumber, require, package.preload, select
local WIDTH <const>, TEXT <const>, DEPTH <const> = 200, 40, 3

local PORTS <const> = {
  [53] = "dns", [69] = "tftp", [88] = "kerberos", [123] = "ntp", [161] = "snmp", [162] = "snmp", [443] = "quic",
  [500] = "ikev2", [514] = "syslog", [1194] = "openvpn", [1900] = "ssdp", [3478] = "stun", [4433] = "dtls",
  [5060] = "sip", [5353] = "mdns", [5683] = "coap", [6881] = "bittorrent", [8125] = "statsd", [19132] = "raknet",
  [27015] = "source", [51820] = "wireguard",
}

-- Fields that repeat other fields or tell a person nothing.
local HIDDEN <const> = {
  by_name = true, reference = true, originate = true, receive = true, transmit = true, attributes = true,
}

local function shorten(value, count) return #value > count and sub(value, 1, count - 3) .. "..." or value end

local function word(value)
  return match(value, "^[%w._/+-]+$") and shorten(value, TEXT) or '"' .. shorten(printable(value), TEXT) .. '"'
end

local function flat(value, depth)
  if type(value) == "string" then
    return word(value)
  elseif type(value) ~= "table" then
    return tostring(value)
  elseif depth == 0 then
    return "..."
  end
  local keys, parts = {}, {}
  for i = 1, #value do parts[i] = flat(value[i], depth - 1) end
  for key in next, value do
    if type(key) == "string" and not HIDDEN[key] then keys[#keys + 1] = key end
  end
  sort(keys)
  for i = 1, #keys do
    local one = value[keys[i]]
    if one == true then
      parts[#parts + 1] = word(keys[i])
    elseif one and one ~= "" and (type(one) ~= "table" or next(one) ~= nil) then
      parts[#parts + 1] = word(keys[i]) .. "=" .. flat(one, depth - 1)
    end
  end
  local text = concat(parts, depth == DEPTH and " " or ", ")
  return depth == DEPTH and text or "{" .. text .. "}"
end

-- Returns the text of a DNS message: its id, result, question and answers.
local function dns(message)
  local parts = {message.response and "answer" or "question", tostring(message.id)}
  if message.response then parts[#parts + 1] = message.rcode end
  for _, one in next, message.questions do parts[#parts + 1] = printable(one.name) .. " " .. one.type end
  for i, one in next, message.answers do
    parts[#parts + 1] = (i == 1 and "= " or ", ") .. one.type .. " " .. printable(one.value or "")
  end
  if message.tc then parts[#parts + 1] = "truncated" end
  return concat(parts, " ")
end

local special = {dns = dns, mdns = dns}
local decode = {}
local chosen = {}

-- Reads the options PORT=PROTOCOL. Returns a message if one of them is wrong.
function decode.choose(list)
  for i = 1, #list do
    local port, name = match(list[i], "^(%d+)=(%w+)$")
    local full = name and "moonwire.proto." .. name
    port = tonumber(port)
    if not full or port < 1 or port > 65535 or not (host.late_names[full] or preload[full]) then
      return "'" .. list[i] .. "' is not PORT=PROTOCOL, with a protocol such as dns"
    end
    chosen[port] = name
  end
end

-- Returns the text of a datagram of the protocol, or nothing if the protocol's module does not accept the bytes.
local function text_of(name, bytes)
  local ok, message = pcall(require("moonwire.proto." .. name).decode, bytes)
  if not ok or type(message) ~= "table" then return end
  local described, text = pcall(special[name] or flat, message, DEPTH)
  if not described then text = flat(message, DEPTH) end
  return shorten(text, WIDTH), message
end

-- Returns the name of the protocol and the text, or nothing if the datagram is not of a known protocol.
function decode.text(d)
  local name = chosen[d.to_port] or chosen[d.from_port] or PORTS[d.to_port] or PORTS[d.from_port]
  if not name or d.bytes == "" then return end
  local text = text_of(name, d.bytes)
  if text then return name, text end
end

local function has_records(message) return #message.questions > 0 or #message.answers > 0 end

-- The modules that accept many bytes of other protocols. The value is false, or a function that returns true if the
-- message is very likely of the protocol.
local CARELESS <const> = {
  echo = false, openvpn = false, quic = false, dns = has_records, mdns = has_records,
  coap = function(message) -- RFC 7252, section 12.1
    local code = message.code
    return not match(code, "^%d") or match(code, "^2%.0[1-5]$") or match(code, "^[45]%.[01]%d$")
  end,
  tftp = function(message) return not message.code or message.code <= 8 end, -- RFC 1350, RFC 2347
  ntp = function(message, bytes)
    return #bytes == 48 and message.version >= 3 and message.version <= 4 and message.mode >= 3 and message.mode <= 5
  end,
}

-- Returns the name and the text of the only protocol among `...` that accepts the bytes, or nothing.
function decode.guess(bytes, ...)
  local name, text
  for i = 1, bytes == "" and 0 or select("#", ...) do
    local candidate = select(i, ...)
    local likely = CARELESS[candidate]
    if likely ~= false then
      local found, message = text_of(candidate, bytes)
      if found and (not likely or likely(message, bytes)) then
        if name then return end
        name, text = candidate, found
      end
    end
  end
  return name, text
end

return decode
