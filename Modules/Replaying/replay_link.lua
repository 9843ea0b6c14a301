-- Finds the UDP datagram in a packet of a capture file, and puts fragments together.
local unpack, sub, byte, concat, pack = string.unpack, string.sub, string.byte, table.concat, string.pack
local MOST <const> = 256 -- the most datagrams whose fragments are kept

local link = {}

local function ethernet(p, at, kind)
  while kind == 0x8100 or kind == 0x88a8 or kind == 0x9100 do
    kind, at = unpack(">I2", p, at + 2), at + 4
  end
  if kind == 0x0800 or kind == 0x86dd then return at end
end

-- Each function returns the position of the IP header, or nothing for another protocol.
local function raw() return 1 end
local function null() return 5 end
local starts = {
  [0] = null, [108] = null, [12] = raw, [14] = raw, [101] = raw, [228] = raw, [229] = raw,
  [1] = function(p) return ethernet(p, 15, (unpack(">I2", p, 13))) end,
  [113] = function(p) return ethernet(p, 17, (unpack(">I2", p, 15))) end,
  [276] = function(p) return ethernet(p, 21, (unpack(">I2", p, 1))) end,
}

function link.known(kind) return starts[kind] ~= nil end

-- Returns the payload of all fragments, or nothing while one is missing.
local function join(groups, key, offset, more, data)
  local group = groups[key]
  if not group then
    if groups.count >= MOST then
      for name in next, groups do groups[name] = nil end
      groups.count = 0
    end
    group = {}
    groups[key], groups.count = group, groups.count + 1
  end
  group[offset] = data
  if not more then group.last = offset + #data end
  local at, parts = 0, {}
  while group[at] and #group[at] > 0 do
    parts[#parts + 1] = group[at]
    at = at + #group[at]
  end
  if at ~= group.last then return end
  groups[key], groups.count = nil, groups.count - 1
  return concat(parts)
end

local function udp(data, from, to)
  local from_port, to_port, length = unpack(">I2I2I2", data)
  if length == 0 then length = #data end
  if length < 8 then return end
  return {
    from = from, from_port = from_port, to = to, to_port = to_port, bytes = sub(data, 9, length), length = length - 8,
  }
end

local function v4(p, at, groups)
  local first, _, total, id, flags, _, protocol, _, from, to = unpack(">BBI2I2I2BBI2c4c4", p, at)
  if protocol ~= 17 or (first & 15) < 5 then return end
  if total == 0 then total = #p end
  local data = sub(p, at + (first & 15) * 4, at + total - 1)
  local offset, more = (flags & 0x1fff) * 8, flags & 0x2000 ~= 0
  if offset > 0 or more then data = join(groups, pack(">c4c4I2", from, to, id), offset, more, data) end
  return data and udp(data, from, to)
end

local function v6(p, at, groups)
  local _, length, kind, _, from, to = unpack(">I4I2BBc16c16", p, at)
  local stop = length == 0 and #p or at + 39 + length
  at = at + 40
  local key, offset, more
  while kind ~= 17 do
    local following, size = unpack("BB", p, at)
    if kind == 44 then
      local flags, id = unpack(">I2I4", p, at + 2)
      key, offset, more, size = pack(">c16c16I4", from, to, id), flags & 0xfff8, flags & 1 ~= 0, 8
    elseif kind == 0 or kind == 43 or kind == 60 then
      size = size * 8 + 8
    else
      return
    end
    kind, at = following, at + size
    if key and offset > 0 then break end
  end
  local data = sub(p, at, stop)
  if key and (offset > 0 or more) then data = join(groups, key, offset, more, data) end
  return data and udp(data, from, to)
end

-- Returns a datagram, or nothing. Raises an error if the packet ends within a header.
function link.datagram(kind, p, groups)
  local at = starts[kind](p)
  if not at then return end
  local version = (byte(p, at) or 0) >> 4
  if version == 4 then return v4(p, at, groups) end
  if version == 6 then return v6(p, at, groups) end
end

return link
