-- Finds the conversations of a capture file. A conversation has a server, its other endpoints, and its clients.
local _, host = ...
local text = host.late("replay_text.lua")
local key_of, byte, pack, sub, find, sort = text.key, string.byte, string.pack, string.sub, string.find, table.sort
local format, concat, remove, next = string.format, table.concat, table.remove, next

local conversation = {}

local function is_unspecified(bytes) return not find(bytes, "[^\0]") end

-- Returns the datagrams without the second record of a datagram that one process has sent and received. An address that
-- one record lacks, because the socket was bound to any address, is taken from the other record.
local function without_copies(list)
  local sent, kept = {}, {}
  for i = 1, #list do
    local d = list[i]
    local id = d.direction and pack(">I2I2s4", d.from_port, d.to_port, d.bytes)
    local copies, copy = id and sent[id], nil
    if d.direction == "in" and copies then
      for j = 1, #copies do
        local other = copies[j]
        local function fits(side)
          return other[side] == d[side] or is_unspecified(other[side]) or is_unspecified(d[side])
        end
        if fits("from") and fits("to") then
          copy = remove(copies, j)
          break
        end
      end
    end
    if copy then
      if is_unspecified(copy.from) then copy.from = d.from end
      if is_unspecified(copy.to) then copy.to = d.to end
    else
      kept[#kept + 1] = d
      if d.direction == "out" then
        sent[id] = copies or {}
        sent[id][#sent[id] + 1] = d
      end
    end
  end
  return kept
end

local function in_order_of_time(list)
  sort(list, function(a, b)
    if a.time ~= b.time then return a.time < b.time end
    return a.number < b.number
  end)
end

-- Returns true for a multicast address and for an address that may be a broadcast address.
local function is_group(address)
  local first = byte(address)
  if #address == 16 then return first == 255 end
  return first >= 224 and first < 240 or byte(address, 4) == 255
end

-- Returns the conversations of the datagrams: {server = key, servers = {[key] = true}, clients = {key, ...}, list}.
function conversation.find(list)
  list = without_copies(list)
  in_order_of_time(list)
  local groups, by_pair, by_server, by_client = {}, {}, {}, {}
  local function is_part(group, address)
    local server = sub(group.server, 1, -3)
    return address == server or is_group(server)
  end
  for i = 1, #list do
    local d = list[i]
    local a, b = key_of(d, "from"), key_of(d, "to")
    local pair = a < b and a .. b or b .. a
    local group, client = by_pair[pair], nil
    if not group then
      group, client = by_server[b], a
      if not group and by_server[a] then group, client = by_server[a], b end
      -- A server may answer from another port, as in TFTP, or be a member of a group.
      if not group and by_client[b] and is_part(by_client[b], d.from) then
        group, client = by_client[b], b
        group.servers[a], by_server[a] = true, group
      end
      if not group then
        group = {server = b, servers = {[b] = true}, clients = {}, list = {}}
        groups[#groups + 1], by_server[b] = group, group
      end
      by_pair[pair] = group
      if not group.clients[client] then
        group.clients[client], group.clients[#group.clients + 1] = true, client
      end
      by_client[client] = group
    end
    group.list[#group.list + 1] = d
  end
  return groups
end

-- Returns the conversation with only one client.
local function of_client(group, client)
  local one = {server = group.server, servers = group.servers, clients = {client, [client] = true}, list = {}}
  for i = 1, #group.list do
    local d = group.list[i]
    if key_of(d, "from") == client or key_of(d, "to") == client then one.list[#one.list + 1] = d end
  end
  return one
end

-- Returns a list of the conversations as text.
local function names(groups)
  local lines = {}
  for i = 1, #groups do
    local group = groups[i]
    lines[i] = format("  %s: datagrams: %d, clients: %d, the first is %s", text.of_key(group.server), #group.list,
      #group.clients, text.of_key(group.clients[1]))
  end
  return concat(lines, "\n")
end

-- Returns the conversation that has the endpoint `wanted`, or the only one. Otherwise returns nil and a message, and
-- true if the option is wrong.
function conversation.choose(groups, wanted)
  if #groups == 0 then return nil, "the file has no UDP datagram" end
  if not wanted then
    if #groups == 1 then return groups[1] end
    return nil, "the file has several conversations; --conversation chooses one by an endpoint:\n" .. names(groups)
  end
  local fits = text.matcher(wanted)
  if not fits then return nil, "conversation: '" .. wanted .. "' is not ADDRESS:PORT or ADDRESS", true end
  local found = {}
  for i = 1, #groups do
    for key in next, groups[i].servers do
      if fits(key) then
        found[#found + 1] = groups[i]
        break
      end
    end
  end
  if #found == 0 then
    for i = 1, #groups do
      for _, client in next, groups[i].clients do
        if client ~= true and fits(client) then found[#found + 1] = of_client(groups[i], client) end
      end
    end
  end
  if #found == 1 then return found[1] end
  return nil, (#found == 0 and "no conversation has the endpoint " or "several conversations have the endpoint ")
    .. wanted .. ":\n" .. names(#found == 0 and groups or found)
end

return conversation
