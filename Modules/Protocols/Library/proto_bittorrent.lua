-- moonwire.proto.bittorrent: messages of BitTorrent's DHT (BEP 5), which are bencoded (BEP 3). The query is read-only
-- (BEP 43), so that nodes do not add the address of the probe to their tables.

local _, host = ...
local check = host.late("proto_check.lua")
local byte, sub, match, pack, unpack, format = string.byte, string.sub, string.match, string.pack, string.unpack,
  string.format
local concat, sort, type, math_type, pairs = table.concat, table.sort, type, math.type, pairs
local tostring, tonumber, random, to_hex, printable = tostring, tonumber, math.random, byte_span.to_hex,
  byte_span.printable

local bittorrent = {
  name = "bittorrent", port = 6881, title = "BitTorrent DHT node, ping, BEP 5", example = "bittorrent://127.0.0.1",
  options = {},
}

local DEEPEST <const> = 16 -- levels of lists and dictionaries
local MOST <const> = 4096 -- values in a message, because each may be a table

local function write(value, parts, depth)
  if depth > DEEPEST then check.fail("encode", 1, "more than " .. DEEPEST .. " levels of tables") end
  if type(value) == "string" then
    parts[#parts + 1] = #value .. ":" .. value
  elseif math_type(value) == "integer" then
    parts[#parts + 1] = "i" .. value .. "e"
  elseif type(value) ~= "table" then
    check.fail("encode", 1, "a string, an integer or a table expected, got " .. type(value))
  elseif value[1] ~= nil then
    parts[#parts + 1] = "l"
    for i = 1, #value do write(value[i], parts, depth + 1) end
    parts[#parts + 1] = "e"
  else
    local keys = {}
    for key in pairs(value) do
      if type(key) ~= "string" then check.fail("encode", 1, "string expected as a key, got " .. tostring(key)) end
      keys[#keys + 1] = key
    end
    sort(keys)
    parts[#parts + 1] = "d"
    for i = 1, #keys do
      parts[#parts + 1] = #keys[i] .. ":" .. keys[i]
      write(value[keys[i]], parts, depth + 1)
    end
    parts[#parts + 1] = "e"
  end
end

function bittorrent.encode(message)
  local parts = {}
  write(check.table("encode", 1, message), parts, 1)
  return concat(parts)
end

-- Returns a function that reads the value at a position. The function returns the value and the next position, or nil
-- and a text.
local function reader(bytes)
  local count = 0
  local read

  local function read_string(position)
    local digits, after = match(bytes, "^(%d+):()", position)
    local length = digits and #digits < 7 and tonumber(digits)
    if not length or after + length > #bytes + 1 then return nil, "a string is not complete" end
    return sub(bytes, after, after + length - 1), after + length
  end

  local function read_table(position, depth, is_list)
    local values, key = {}, nil
    while byte(bytes, position) ~= 101 do -- "e"
      if is_list then
        key = #values + 1
      else
        key, position = read_string(position)
        if not key then return nil, position end
      end
      values[key], position = read(position, depth + 1)
      if values[key] == nil then return nil, position end
    end
    return values, position + 1
  end

  function read(position, depth)
    count = count + 1
    if count > MOST then return nil, "more than " .. MOST .. " values" end
    if depth > DEEPEST then return nil, "more than " .. DEEPEST .. " levels" end
    local first = byte(bytes, position)
    if first == 100 or first == 108 then return read_table(position + 1, depth, first == 108) end -- "d", "l"
    if first ~= 105 then return read_string(position) end -- "i"
    local digits, after = match(bytes, "^i(%-?%d+)e()", position)
    local number = digits and #digits < 21 and tonumber(digits)
    if math_type(number) ~= "integer" or tostring(number) ~= digits then return nil, "an integer is not valid" end
    return number, after
  end

  return read
end

function bittorrent.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  if byte(bytes) ~= 100 then return nil, "no DHT message: no dictionary" end
  local message, position = reader(bytes)(1, 1)
  if not message then return nil, "no DHT message: " .. position end
  if position <= #bytes then return nil, "no DHT message: bytes after the dictionary" end
  return message
end

-- Returns the address and port in 6 or 18 bytes.
local function endpoint_of(bytes)
  if type(bytes) ~= "string" or #bytes ~= 6 and #bytes ~= 18 then return nil end
  local parts, is_v4 = {}, #bytes == 6
  for i = 1, #bytes - 2, is_v4 and 1 or 2 do
    parts[#parts + 1] = is_v4 and byte(bytes, i) or format("%x", unpack(">I2", bytes, i))
  end
  local address = concat(parts, is_v4 and "." or ":")
  return (is_v4 and address or "[" .. address .. "]") .. ":" .. unpack(">I2", bytes, #bytes - 1)
end

local function random_id()
  return pack(">I8I8I4", random(0), random(0), random(0, 0xFFFFFFFF))
end

function bittorrent.probe(options)
  check.options(options, bittorrent.options)
  local id, base, attempts = random_id(), random(0, 0xFFFFFF), {}
  local exchange = {}

  function exchange.request(attempt)
    local transaction = pack(">I3B", base, attempt & 255)
    attempts[transaction] = attempt
    return bittorrent.encode {t = transaction, y = "q", q = "ping", a = {id = id}, ro = 1}
  end

  function exchange.check(datagram)
    local message, problem = bittorrent.decode(check.bytes("check", 1, datagram))
    if not message then return "different", problem, {} end
    if not attempts[message.t] then return "unrelated", "a DHT message of another transaction", {} end
    local version = type(message.v) == "string" and message.v or nil
    local fields = {version = version, ip = endpoint_of(message.ip)}
    if message.y == "q" then return "different", "the query came back", fields end
    local reply = message.r
    if message.y == "r" and type(reply) == "table" and type(reply.id) == "string" and #reply.id == 20 then
      fields.id = to_hex(reply.id)
      return "matched", "node " .. fields.id .. (version and ", version " .. printable(version) or ""), fields
    end
    local failure = message.e
    if message.y == "e" and type(failure) == "table" and math_type(failure[1]) and type(failure[2]) == "string" then
      fields.error, fields.message = failure[1], failure[2]
      return "different", "error " .. failure[1] .. ": " .. printable(failure[2]), fields
    end
    return "different", "an answer without a node's id", fields
  end

  return exchange
end

return bittorrent
