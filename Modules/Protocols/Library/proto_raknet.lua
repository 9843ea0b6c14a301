-- moonwire.proto.raknet: the unconnected ping and pong of RakNet, as Minecraft Bedrock servers answer them.

local _, host = ...
local check = host.late("proto_check.lua")
local pack, sub, gmatch, gsub, random = string.pack, string.sub, string.gmatch, string.gsub, math.random
local mininteger, maxinteger, printable = math.mininteger, math.maxinteger, byte_span.printable

local raknet = {
  name = "raknet", port = 19132, title = "RakNet, as in Minecraft Bedrock", example = "raknet://127.0.0.1",
  options = {text = true, pattern = true},
}

local MAGIC <const> = "\0\255\255\0\254\254\254\254\253\253\253\253\18\52\86\120"
-- the parts of a Bedrock server's data
local PARTS <const> = {
  "edition", "motd", "protocol", "version", "players", "max_players", "server_id", "second_motd", "game_mode",
  "game_mode_number", "port_v4", "port_v6",
}
local INTEGERS <const> = {protocol = true, players = true, max_players = true, port_v4 = true, port_v6 = true}

function raknet.encode(message)
  local kind = check.table("encode", 1, message).kind
  local time = check.integer("encode", message, "time", mininteger, maxinteger, 0)
  local guid = check.integer("encode", message, "guid", mininteger, maxinteger, 0)
  if kind == "ping" then return pack(">Bi8c16i8", 1, time, MAGIC, guid) end
  if kind == "pong" then
    return pack(">Bi8i8c16s2", 28, time, guid, MAGIC, check.string("encode", message, "data", 65000, ""))
  end
  check.fail("encode", 1, "kind: ping or pong expected")
end

-- Adds the parts of the data of a Bedrock server. A semicolon in a part is written after a backslash.
local function add_parts(message)
  local count = 0
  for part in gmatch(gsub(message.data, "\\;", "\0") .. ";", "([^;]*);") do
    count = count + 1
    local name = PARTS[count]
    if not name or count == 1 and part ~= "MCPE" and part ~= "MCEE" then return end
    if INTEGERS[name] then
      message[name] = check.digits(part)
    else
      message[name] = gsub(part, "\0", ";")
    end
  end
end

function raknet.decode(datagram)
  local bytes = check.bytes("decode", 1, datagram)
  local id, time, position = check.unpack(">Bi8", bytes)
  if id == 1 or id == 2 then -- 2: only servers with free places answer
    local magic, guid = check.unpack(">c16i8", bytes, position)
    if magic == MAGIC then return {kind = "ping", time = time, guid = guid} end
  elseif id == 28 then
    local guid, magic, after = check.unpack(">i8c16", bytes, position)
    if magic == MAGIC then
      local length = check.unpack(">I2", bytes, after)
      if length == #bytes - after - 1 then after = after + 2 end -- RakNet itself writes no length
      local message = {kind = "pong", time = time, guid = guid, data = sub(bytes, after)}
      add_parts(message)
      return message
    end
  end
  return nil, "no RakNet ping or pong: " .. check.length(#bytes) .. (id and ", the first is " .. id or "")
end

function raknet.probe(options)
  local content = check.content(check.options(options, raknet.options))
  local times, guid = {}, random(0)
  local exchange = {}

  function exchange.request(attempt)
    local time = random(0) >> 1
    times[time] = attempt
    return raknet.encode {kind = "ping", time = time, guid = guid}
  end

  function exchange.check(datagram)
    local message, problem = raknet.decode(check.bytes("check", 1, datagram))
    if not message then return "different", problem, {} end
    if not times[message.time] then return "unrelated", "a " .. message.kind .. " with another time", {} end
    if message.kind == "ping" then return "different", "the ping came back", {} end
    message.kind, message.time = nil, nil
    local text = message.motd and printable(message.motd) .. ", version " .. printable(message.version or "?") .. ", "
      .. (message.players or "?") .. " of " .. (message.max_players or "?") .. " players"
      or "pong with " .. check.length(#message.data)
    local missing = content(message.data)
    if missing then return "different", text .. ", " .. missing, message end
    return "matched", text, message
  end

  return exchange
end

return raknet
