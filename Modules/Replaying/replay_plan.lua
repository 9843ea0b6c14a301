-- Checks the options of a replay and reads its file.
local _, host = ...
local late = host.late
local text, conversation = late("replay_text.lua"), late("replay_conversation.lua")
local match, format, tointeger, byte = string.match, string.format, math.tointeger, string.byte
local LARGEST <const> = 65535

local plan = {}

-- Returns the list of ranges {offset, length} and a set of the positions in them; or nil and a message.
function plan.ignored(list)
  local ranges, skip = {}, {}
  for i = 1, #list do
    local offset, length = match(list[i], "^(%d+)%+(%d+)$")
    offset, length = tointeger(offset), tointeger(length)
    if not offset or not length or length == 0 or offset + length > LARGEST then
      return nil, "ignore: '" .. list[i] .. "' is not OFFSET+LENGTH"
    end
    ranges[i] = {offset, length}
    for at = offset + 1, offset + length do skip[at] = true end
  end
  return ranges, skip
end

-- Returns a list of {fits = function, port = the port of OLD or nil, address, new_port}; or nil and a message.
local function mapped(list)
  local map = {}
  for i = 1, #list do
    local old, new = match(list[i], "^(.-)=(.*)$")
    local fits, address, port = old and text.matcher(old), nil, nil
    if fits then address, port = text.parse(new) end
    if not address then return nil, "map: '" .. list[i] .. "' is not OLD=NEW, with ADDRESS:PORT or ADDRESS each" end
    map[i] = {fits = fits, address = address, port = port}
  end
  return map
end

-- Returns the datagrams of a file: the UDP datagrams, without ICMP messages. Otherwise nil and a message.
function plan.read(path)
  local list = {}
  local notes, message = late("replay_capture.lua")(path, function(d)
    if not d.icmp then list[#list + 1] = d end
  end)
  if not notes then return nil, message end
  return list, notes
end

-- Returns the conversation of a file that options.conversation chooses, and texts about skipped packets. Otherwise
-- returns nil, a message, and true if the option is wrong.
function plan.conversation(path, options)
  local list, notes = plan.read(path)
  if not list then return nil, notes end
  local group, message, is_option = conversation.choose(conversation.find(list), options.conversation)
  if not group then return nil, is_option and message or path .. ": " .. message, is_option end
  for i = 1, #group.list do
    local d = group.list[i]
    if #d.bytes < d.length then
      return nil, path .. format(": datagram %d has %d bytes, but only %d were recorded", d.number, d.length, #d.bytes)
    end
  end
  return group, notes
end

-- Returns a table for replay_run.lua, and texts about skipped packets. Otherwise returns nil, a message, and true if an
-- option is wrong. Messages about options begin with the name of the option.
function plan.new(path, options)
  local function wrong(message) return nil, message, true end
  if options.as ~= "server" and options.as ~= "client" then return wrong("as: server or client expected") end
  local address, port
  if options.at then
    address, port = text.parse(options.at)
    if not port then return wrong("at: '" .. options.at .. "' is not ADDRESS:PORT") end
  end
  local ranges, skip = plan.ignored(options.ignore or {})
  if not ranges then return wrong(skip) end
  local map, message = mapped(options.map or {})
  if not map then return wrong(message) end
  local group, notes, is_option = plan.conversation(path, options)
  if not group then return nil, notes, is_option end

  -- Returns the new address and port of a recorded endpoint, or nothing. The port is nil if NEW has none.
  local function place(key)
    for i = 1, #map do
      if map[i].fits(key) then return map[i].address, map[i].port end
    end
    if not address then return end
    if key == group.server then return address, port end
    if group.servers[key] then return address end
  end
  local first_address, first_port = place(group.server)
  if not first_address then return wrong("at: ADDRESS:PORT expected") end
  if options.as == "client" and not first_port then
    first_port = byte(group.server, -2) << 8 | byte(group.server, -1)
  end
  if options.as == "client" and first_port == 0 then return wrong("at: a client needs a port other than 0") end
  return {
    is_server = options.as == "server", group = group, ranges = ranges, skip = skip, place = place,
    fast = options.fast, timeout = options.timeout, address = first_address, port = first_port,
  }, notes
end

return plan
