-- Finds the UDP datagram or the ICMP message in a packet of a capture file, and puts fragments together.
local unpack, sub, byte, concat, pack = string.unpack, string.sub, string.byte, table.concat, string.pack
local next = next
local MOST <const> = 256 -- the maximum number of datagrams whose fragments are kept
local PATIENCE <const> = 30000000000 -- ns from the first fragment to the last one, as in Linux

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

-- Returns an empty list of datagrams whose fragments are kept.
function link.new_groups() return {list = {}, count = 0, missing = 0} end

local function forget(groups, key)
  groups.list[key], groups.count, groups.missing = nil, groups.count - 1, groups.missing + 1
end

-- Returns the payload of all fragments, or nothing while one is missing.
local function join(groups, key, time, offset, more, data)
  local group = groups.list[key]
  if group and time - group.time > PATIENCE then
    forget(groups, key)
    group = nil
  end
  if not group then
    if groups.count >= MOST then
      local oldest = next(groups.list)
      for name, other in next, groups.list do
        if other.time < groups.list[oldest].time then oldest = name end
      end
      forget(groups, oldest)
    end
    group = {time = time, size = 0}
    groups.list[key], groups.count = group, groups.count + 1
  end
  if not group[offset] then group.size = group.size + #data end
  group[offset] = data
  if not more then group.last = offset + #data end
  if not group.last or group.size < group.last then return end
  local at, parts = 0, {}
  while group[at] and #group[at] > 0 do
    parts[#parts + 1] = group[at]
    at = at + #group[at]
  end
  if at ~= group.last then return end
  groups.list[key], groups.count = nil, groups.count - 1
  return concat(parts)
end

-- Returns a datagram. Its `length` is greater than the number of its bytes if the packet was recorded in part.
local function udp(data, from, to)
  local from_port, to_port, length = unpack(">I2I2I2", data)
  if length == 0 then length = #data end
  if length < 8 then return end
  return {
    from = from, from_port = from_port, to = to, to_port = to_port, bytes = sub(data, 9, length), length = length - 8,
  }
end

-- Returns an ICMP message with the endpoints of the datagram that it is about.
local function icmp(data, from, to, is_v6)
  local kind, code = unpack("BB", data)
  local message = {from = from, to = to, bytes = data, length = #data, icmp = {type = kind, code = code, v6 = is_v6}}
  local at, version = 9, (byte(data, 9) or 0) >> 4
  local is_report = is_v6 and kind < 128 or not is_v6 and (kind == 3 or kind == 4 or kind == 11 or kind == 12)
  if not is_report then return message end
  message.icmp.is_report = true
  local about = {}
  if version == 4 and not is_v6 and #data >= at + 27 and byte(data, at + 9) == 17 then
    about.from, about.to = unpack(">c4c4", data, at + 12)
    about.from_port, about.to_port = unpack(">I2I2", data, at + (byte(data, at) & 15) * 4)
    message.about = about
  elseif version == 6 and is_v6 and #data >= at + 43 and byte(data, at + 6) == 17 then
    about.from, about.to, about.from_port, about.to_port = unpack(">c16c16I2I2", data, at + 8)
    message.about = about
  end
  return message
end

local function v4(p, at, groups, time)
  local first, _, total, id, flags, _, protocol, _, from, to = unpack(">BBI2I2I2BBI2c4c4", p, at)
  if protocol ~= 17 and protocol ~= 1 or (first & 15) < 5 then return end
  if total == 0 then total = #p end
  local data = sub(p, at + (first & 15) * 4, at + total - 1)
  local offset, more = (flags & 0x1fff) * 8, flags & 0x2000 ~= 0
  if offset > 0 or more then
    data = join(groups, pack(">c4c4I2B", from, to, id, protocol), time, offset, more, data)
  end
  if not data then return end
  if protocol == 17 then return udp(data, from, to) end
  return icmp(data, from, to, false)
end

local function v6(p, at, groups, time)
  local _, length, kind, _, from, to = unpack(">I4I2BBc16c16", p, at)
  local stop = length == 0 and #p or at + 39 + length
  at = at + 40
  while kind ~= 17 and kind ~= 58 do
    local following, size = unpack("BB", p, at)
    if kind == 44 then
      local flags, id = unpack(">I2I4", p, at + 2)
      at = at + 8
      if flags & 0xfff9 ~= 0 then
        p = join(groups, pack(">c16c16I4", from, to, id), time, flags & 0xfff8, flags & 1 ~= 0, sub(p, at, stop))
        if not p then return end
        at, stop = 1, #p
      end
    elseif kind == 0 or kind == 43 or kind == 60 then
      at = at + size * 8 + 8
    elseif kind == 51 then
      at = at + size * 4 + 8 -- the authentication header counts in units of 4 bytes
    else
      return
    end
    kind = following
  end
  local data = sub(p, at, stop)
  if kind == 17 then return udp(data, from, to) end
  return icmp(data, from, to, true)
end

-- Returns a datagram or a message, or nothing. Raises an error if the packet ends within a header.
function link.datagram(kind, p, groups, time)
  local at = starts[kind](p)
  if not at then return end
  local version = (byte(p, at) or 0) >> 4
  if version == 4 then return v4(p, at, groups, time) end
  if version == 6 then return v6(p, at, groups, time) end
end

return link
