-- moonwire.proto.source: information about a game server, A2S_INFO of Valve's "Server queries". Servers of the engines
-- Source and GoldSrc answer, and many other games.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, find, lower, concat, printable = string.pack, string.sub, string.find, string.lower, table.concat,
  byte_span.printable

local source = {
  name = "source", port = 27015, title = "game server, A2S_INFO", example = "source://127.0.0.1",
  options = {text = true, pattern = true},
}

local SINGLE <const>, SPLIT <const>, QUESTION <const> = "\255\255\255\255", "\254\255\255\255", "TSource Engine Query\0"
local ROUNDS <const> = 3 -- challenges that are answered for one request
local KINDS <const> = {d = "dedicated", l = "listen", p = "proxy"}
local SYSTEMS <const> = {l = "Linux", w = "Windows", m = "macOS", o = "macOS"}

-- The fields after the version, if the flag is set.
local EXTRA <const> = {
  {0x80, "<I2", "port"}, {0x10, "<i8", "steam_id"}, {0x40, "<I2", "tv_port"}, {0x40, "z", "tv_name"},
  {0x20, "z", "keywords"}, {0x01, "<i8", "game_id"},
}

-- Returns the values as string.unpack does, and nothing if `position` is nil.
local function unpack(format, bytes, position)
  return check.unpack(format, bytes, position or #bytes + 1)
end

local function finish(m)
  m.server, m.system = KINDS[lower(m.server)] or m.server, SYSTEMS[lower(m.system)] or m.system
  m.is_private = m.is_private ~= 0
  return m
end

local function decode_info(bytes)
  local m, position = {kind = "info"}, nil
  m.protocol, m.name, m.map, m.folder, m.game, m.app_id, m.players, m.max_players, m.bots, m.server, m.system,
    m.is_private, m.is_secure, position = unpack("<BzzzzI2BBBc1c1BB", bytes, 6)
  if not position then return nil, "no A2S_INFO: the information is not complete" end
  m.is_secure = m.is_secure ~= 0
  local flags
  if m.app_id == 2400 then position = position + 3 end -- The Ship: mode, witnesses, duration
  m.version, position = unpack("z", bytes, position)
  flags, position = unpack("B", bytes, position)
  for i = 1, #EXTRA do
    local extra = EXTRA[i]
    if (flags or 0) & extra[1] ~= 0 then m[extra[3]], position = unpack(extra[2], bytes, position) end
  end
  return finish(m)
end

-- The older answer of GoldSrc.
local function decode_old_info(bytes)
  local m, position = {kind = "info"}, nil
  m.address, m.name, m.map, m.folder, m.game, m.players, m.max_players, m.protocol, m.server, m.system, m.is_private,
    m.is_mod, position = unpack("<zzzzzBBBc1c1BB", bytes, 6)
  if not position then return nil, "no A2S_INFO: the information is not complete" end
  m.is_mod = m.is_mod ~= 0
  if m.is_mod then
    local _
    m.link, m.download, _, m.mod_version, m.mod_size, _, _, position = unpack("<zzBI4I4BB", bytes, position)
  end
  local is_secure, bots = unpack("BB", bytes, position)
  if is_secure then m.is_secure, m.bots = is_secure ~= 0, bots end
  return finish(m)
end

function source.encode(message)
  local kind = check.table("encode", 1, message).kind
  local challenge = message.challenge and pack("<I4", check.integer("encode", message, "challenge", 0, 0xFFFFFFFF))
  if kind == "request" then return SINGLE .. QUESTION .. (challenge or "") end
  if kind == "challenge" and challenge then return SINGLE .. "A" .. challenge end
  if kind ~= "info" then check.fail("encode", 1, "kind: request, info, or challenge with a number expected") end
  local function text(name)
    local value = check.string("encode", message, name, 255, "")
    if find(value, "\0", 1, true) then check.fail("encode", 1, name .. ": a byte 0") end
    return value
  end
  local function number(name, high) return check.integer("encode", message, name, 0, high or 255, 0) end
  return SINGLE .. pack("<c1BzzzzI2BBBc1c1BBzBI2", "I", 17, text "name", text "map", text "folder", text "game",
    number("app_id", 65535), number "players", number "max_players", number "bots", "d", "l",
    message.is_private and 1 or 0, message.is_secure and 1 or 0, text "version", 0x80, number("port", 65535))
end

function source.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  if sub(bytes, 1, 4) == SPLIT then return nil, "no A2S_INFO: a part of an answer" end
  local kind = sub(bytes, 1, 4) == SINGLE and sub(bytes, 5, 5)
  if kind == "I" then return decode_info(bytes) end
  if kind == "m" then return decode_old_info(bytes) end
  if kind == "A" and #bytes == 9 then return {kind = "challenge", challenge = check.unpack("<I4", bytes, 6)} end
  if kind and sub(bytes, 5, 25) == QUESTION then
    return {kind = "request", challenge = (check.unpack("<I4", bytes, 26))}
  end
  return nil, "no A2S_INFO: " .. (kind and "unknown kind" or check.length(#bytes) .. " without the header")
end

function source.probe(options)
  local content = check.content(check.options(options, source.options))
  local exchange, rounds, parts = {}, 0, {}

  function exchange.request()
    rounds = 0
    return source.encode {kind = "request"}
  end

  -- Returns the whole answer when all of its parts have arrived, and otherwise nil and a text.
  local function join(bytes)
    local id, total, number, _, position = check.unpack("<i4BBI2", bytes, 5)
    if not position or id < 0 then return nil, "a part of an answer that is compressed or not complete" end
    if parts.id ~= id then parts = {id = id, total = total, count = 0} end
    if number < parts.total and not parts[number] then
      parts[number], parts.count = sub(bytes, position, position + 2047), parts.count + 1
    end
    if parts.count < parts.total or parts.total == 0 then
      return nil, parts.count .. " of " .. parts.total .. " parts of an answer"
    end
    return concat(parts, "", 0, parts.total - 1)
  end

  function exchange.check(datagram)
    datagram = check.bytes("check", 1, datagram)
    if sub(datagram, 1, 4) == SPLIT then
      local whole, problem = join(datagram)
      if not whole then return "unrelated", problem, {} end
      datagram = whole
    end
    local message, problem = source.decode(datagram)
    if not message then return "different", problem, {} end
    if message.kind == "request" then return "different", "the request came back", {} end
    if message.kind == "challenge" then
      rounds = rounds + 1
      if rounds > ROUNDS then return "different", "the server asks for another challenge again and again", {} end
      local next = source.encode {kind = "request", challenge = message.challenge}
      return "continue", "a challenge", {challenge = message.challenge}, next
    end
    message.kind = nil
    local text = printable(message.name) .. ", map " .. printable(message.map) .. ", " .. message.players .. " of "
      .. message.max_players .. " players"
    local missing = content(message.name)
    if missing then return "different", text .. ", " .. missing, message end
    return "matched", text, message
  end

  return exchange
end

return source
