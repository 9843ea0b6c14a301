-- Reads the UDP datagrams and ICMP messages of a capture file: pcap or pcapng, in both byte orders.
local _, host = ...
local link = host.late("replay_link.lua")
local unpack, format, gsub, sub, match = string.unpack, string.format, string.gsub, string.sub, string.match
local open, stdin, pcall, error = io.open, io.stdin, pcall, error
local read, close = stdin.read, stdin.close
local type, tostring, floor, ult, min, next = type, tostring, math.floor, math.ult, math.min, next
local concat = table.concat
local LONGEST <const> = 1 << 24 -- bytes of a block
local NANO <const> = 1000000000
local SECTION <const> = "\x0a\x0d\x0d\x0a"

local function fail(state, message) error({text = format("offset %d: %s", state.at, message)}, 0) end

local function take(state, count, what)
  if count > LONGEST then fail(state, format("%s has %d bytes; expected at most %d", what, count, LONGEST)) end
  local data = count == 0 and "" or read(state.file, count) or ""
  if #data < count then fail(state, "the file ends within " .. what) end
  return data
end

-- Passes the datagram of a packet to state.each. `facts` has the fields of a pcapng block that the datagram gets.
local function add(state, kind, time, data, facts)
  if not link.known(kind) then
    state.unknown[kind] = (state.unknown[kind] or 0) + 1
    return
  end
  local ok, datagram = pcall(link.datagram, kind, data, state.groups, time or 0)
  if not ok then
    state.cut = state.cut + 1
  elseif datagram then
    state.count = state.count + 1
    for name, value in next, facts or {} do datagram[name] = value end
    datagram.time, datagram.number = time or state.time or 0, state.count
    state.time = datagram.time
    state.each(datagram)
  end
end

-- Returns the quotient and the remainder of an unsigned number.
local function divided(number, unit)
  if number >= 0 then return number // unit, number % unit end
  local quotient = (number >> 1) // unit << 1
  local rest = number - quotient * unit
  if not ult(rest, unit) then return quotient + 1, rest - unit end
  return quotient, rest
end

local function pcap(state, order, unit, length)
  local head = take(state, 20, "the file header")
  local kind = unpack(order .. "I4", head, 17) & 0xffff
  state.at = 24
  while true do
    local start = read(state.file, length)
    if not start then return end
    if #start < length then fail(state, "the file ends within a packet header") end
    local seconds, part, count = unpack(order .. "I4I4I4", start)
    add(state, kind, seconds * NANO + part * unit, take(state, count, "a packet"))
    state.at = state.at + length + count
  end
end

-- Calls each(code, value) for the options of a block. They start at a position.
local function options(state, order, body, at, each)
  while at + 3 <= #body do
    local code, length = unpack(order .. "I2I2", body, at)
    if code == 0 then return end
    if at + 3 + length > #body then fail(state, "an option is longer than its block") end
    each(code, sub(body, at + 4, at + 3 + length))
    at = at + 4 + (length + 3) // 4 * 4
  end
end

local function interface(state, order, body)
  if #body < 8 then fail(state, "an interface block is too short") end
  local kind, _, snaplen = unpack(order .. "I2I2I4", body)
  local one = {kind = kind, snaplen = snaplen, unit = 1000000, offset = 0}
  options(state, order, body, 9, function(code, value)
    if code == 2 then
      one.name = value
    elseif code == 9 and #value == 1 then
      local power = unpack("B", value)
      if power & 128 ~= 0 and power & 127 > 62 or power < 128 and power > 18 then
        fail(state, "the resolution of times is not known")
      end
      one.unit = power < 128 and floor(10 ^ power) or 1 << (power & 127)
    elseif code == 14 and #value == 8 then
      one.offset = unpack(order .. "i8", value)
    end
  end)
  state.interfaces[#state.interfaces + 1] = one
end

local DIRECTIONS <const> = {"in", "out"}

-- Adds the packet of an Enhanced Packet Block, or of an obsolete Packet Block, whose fields have the same lengths.
local function packet(state, order, body, fields)
  if #body < 20 then fail(state, "a packet block is too short") end
  local number, high, low, count = unpack(order .. fields, body)
  local one = state.interfaces[number + 1]
  if not one then fail(state, "the interface " .. number .. " is not described") end
  if count > #body - 20 then fail(state, "a packet is longer than its block") end
  local seconds, part = divided(high << 32 | low, one.unit)
  local facts = {interface = one.name}
  options(state, order, body, 21 + (count + 3) // 4 * 4, function(code, value)
    if code == 1 then
      facts.comment = facts.comment and facts.comment .. "\n" .. value or value
    elseif code == 2 and #value == 4 then
      facts.direction = DIRECTIONS[unpack(order .. "I4", value) & 3]
    elseif code == 4 and #value == 8 then
      facts.lost = unpack(order .. "i8", value)
    end
  end)
  add(state, one.kind, (seconds + one.offset) * NANO + floor(part / one.unit * NANO + 0.5), sub(body, 21, 20 + count),
    facts)
end

local blocks = {
  [1] = interface,
  [2] = function(state, order, body) packet(state, order, body, "I2xxI4I4I4") end,
  [3] = function(state, order, body)
    local one = state.interfaces[1]
    if not one then fail(state, "the interface 0 is not described") end
    if #body < 4 then fail(state, "a packet block is too short") end
    local count = unpack(order .. "I4", body)
    if one.snaplen > 0 then count = min(count, one.snaplen) end
    if count > #body - 4 then fail(state, "a packet is longer than its block") end
    add(state, one.kind, nil, sub(body, 5, 4 + count))
  end,
  [6] = function(state, order, body) packet(state, order, body, "I4I4I4I4") end,
}

local function next_gen(state)
  local order, start = nil, SECTION
  while true do
    start = start .. take(state, 8 - #start, "a block header")
    if sub(start, 1, 4) == SECTION then
      local magic = take(state, 4, "a section header")
      order = magic == "\x4d\x3c\x2b\x1a" and "<" or magic == "\x1a\x2b\x3c\x4d" and ">"
      if not order then fail(state, "the byte-order magic is wrong") end
      start, state.interfaces = start .. magic, {}
    end
    local kind, length = unpack(order .. "I4I4", start)
    if length < #start + 4 or length % 4 ~= 0 then fail(state, "a block has the wrong length " .. length) end
    local body = take(state, length - #start - 4, "a block")
    if unpack(order .. "I4", take(state, 4, "a block")) ~= length then
      fail(state, "the two lengths of a block differ")
    end
    if blocks[kind] then blocks[kind](state, order, body) end
    state.at = state.at + length
    start = read(state.file, 8)
    if not start then return end
  end
end

-- The byte order, the nanoseconds in the unit of the fractions, and the bytes of a packet header.
local magics = {
  ["\xd4\xc3\xb2\xa1"] = {"<", 1000, 16}, ["\xa1\xb2\xc3\xd4"] = {">", 1000, 16},
  ["\x4d\x3c\xb2\xa1"] = {"<", 1, 16}, ["\xa1\xb2\x3c\x4d"] = {">", 1, 16},
  ["\x34\xcd\xb2\xa1"] = {"<", 1000, 24}, ["\xa1\xb2\xcd\x34"] = {">", 1000, 24}, -- a variant of old Linux systems
}

local function parse(state)
  local magic = read(state.file, 4)
  if not magic and state.file == stdin then error({text = "standard input is empty or closed"}, 0) end
  if not magic or #magic < 4 then fail(state, "the file ends within the file header") end
  if magic == SECTION then return next_gen(state) end
  local found = magics[magic]
  if not found then
    fail(state, match(magic, "^\x1f\x8b") and "the file is compressed; gunzip unpacks it"
      or "this is neither pcap nor pcapng; editcap -F pcapng converts other formats")
  end
  return pcap(state, found[1], found[2], found[3])
end

-- Returns texts about packets that could not be used.
local function notes(state)
  local list, kinds = {}, {}
  for kind in next, state.unknown do kinds[#kinds + 1] = tostring(kind) end
  if #kinds > 0 then list[1] = "packets of an unknown link type are skipped: " .. concat(kinds, ", ") end
  if state.cut > 0 then list[#list + 1] = "packets that end within a header: " .. state.cut end
  local missing = state.groups.missing + state.groups.count
  if missing > 0 then list[#list + 1] = "datagrams with missing fragments: " .. missing end
  return list
end

-- Calls each(datagram) for the datagrams and ICMP messages of a file, "-" for standard input. Returns a list of texts
-- about skipped packets, or nil and a message. The fields of a datagram are `number`, `time` in nanoseconds, `from`,
-- `from_port`, `to`, `to_port`, `bytes`, `length`, and in pcapng `interface`, `direction`, `comment` and `lost`.
return function(path, each)
  local file, message = stdin, nil
  if path ~= "-" then file, message = open(path, "rb") end
  if not file then return nil, message end
  if path ~= "-" then
    local start, problem = read(file, 0)
    if not start and problem then -- a folder, for example
      close(file)
      return nil, path .. ": " .. problem
    end
  end
  local state = {
    file = file, at = 0, count = 0, cut = 0, groups = link.new_groups(), interfaces = {}, unknown = {}, each = each,
  }
  local ok, e = pcall(parse, state)
  if path ~= "-" then close(file) end
  if ok and state.count == 0 and next(state.unknown) then
    ok, e = false, {text = "the link type " .. next(state.unknown) .. " is not known"}
  end
  if ok then return notes(state) end
  return nil, path .. ": " .. (type(e) == "table" and e.text or gsub(tostring(e), "^.-: ", ""))
end
