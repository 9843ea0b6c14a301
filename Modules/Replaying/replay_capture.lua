-- Reads the UDP datagrams of a capture file: pcap or pcapng, in both byte orders.
local _, host = ...
local link = host.late("replay_link.lua")
local unpack, format, gsub, sub = string.unpack, string.format, string.gsub, string.sub
local open, read, close, pcall, error = io.open, io.stdout.read, io.stdout.close, pcall, error
local type, tostring, floor = type, tostring, math.floor
local LONGEST <const> = 1 << 24 -- bytes of a block
local NANO <const> = 1000000000

local function fail(state, message) error({text = format("offset %d: %s", state.at, message)}, 0) end

local function take(state, count, what)
  if count > LONGEST then fail(state, format("%s has %d bytes; expected at most %d", what, count, LONGEST)) end
  local data = count == 0 and "" or read(state.file, count) or ""
  if #data < count then fail(state, "the file ends within " .. what) end
  return data
end

local function add(state, kind, time, data)
  if not link.known(kind) then fail(state, "the link type " .. kind .. " is not known") end
  local ok, datagram = pcall(link.datagram, kind, data, state.groups)
  if not ok then
    state.cut = state.cut + 1
  elseif datagram then
    datagram.time = time
    state.list[#state.list + 1] = datagram
  end
end

local function pcap(state, order, unit)
  local head = take(state, 20, "the file header")
  local kind = unpack(order .. "I4", head, 17) & 0xffff
  state.at = 24
  while true do
    local start = read(state.file, 16)
    if not start then return end
    if #start < 16 then fail(state, "the file ends within a packet header") end
    local seconds, part, count = unpack(order .. "I4I4I4", start)
    add(state, kind, seconds * NANO + part * unit, take(state, count, "a packet"))
    state.at = state.at + 16 + count
  end
end

local function interface(state, order, body)
  if #body < 8 then fail(state, "an interface block is too short") end
  local one = {kind = unpack(order .. "I2", body), unit = 1000000, offset = 0}
  local at = 9
  while at + 4 <= #body + 1 do
    local code, length = unpack(order .. "I2I2", body, at)
    if code == 0 then break end
    if at + 3 + length > #body then fail(state, "an option is longer than its block") end
    if code == 9 and length == 1 then
      local value = unpack("B", body, at + 4)
      if value & 128 ~= 0 and value & 127 > 62 or value < 128 and value > 18 then
        fail(state, "the resolution of times is not known")
      end
      one.unit = value < 128 and floor(10 ^ value) or 1 << (value & 127)
    elseif code == 14 and length == 8 then
      one.offset = unpack(order .. "i8", body, at + 4)
    end
    at = at + 4 + (length + 3) // 4 * 4
  end
  state.interfaces[#state.interfaces + 1] = one
end

local function enhanced(state, order, body)
  if #body < 20 then fail(state, "a packet block is too short") end
  local number, high, low, count = unpack(order .. "I4I4I4I4", body)
  local one = state.interfaces[number + 1]
  if not one then fail(state, "the interface " .. number .. " is not described") end
  if count > #body - 20 then fail(state, "a packet is longer than its block") end
  local time = high << 32 | low
  local part = floor((time % one.unit) / one.unit * NANO + 0.5)
  add(state, one.kind, (time // one.unit + one.offset) * NANO + part, sub(body, 21, 20 + count))
end

local function next_gen(state)
  local order, start = nil, "\x0a\x0d\x0d\x0a"
  while true do
    start = start .. take(state, 8 - #start, "a block header")
    if sub(start, 1, 4) == "\x0a\x0d\x0d\x0a" then
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
    if kind == 1 then
      interface(state, order, body)
    elseif kind == 6 then
      enhanced(state, order, body)
    end
    state.at = state.at + length
    start = read(state.file, 8)
    if not start then return end
  end
end

local magics = {
  ["\xd4\xc3\xb2\xa1"] = {"<", 1000}, ["\xa1\xb2\xc3\xd4"] = {">", 1000},
  ["\x4d\x3c\xb2\xa1"] = {"<", 1}, ["\xa1\xb2\x3c\x4d"] = {">", 1},
}

local function parse(state)
  local magic = take(state, 4, "the file header")
  if magic == "\x0a\x0d\x0d\x0a" then return next_gen(state) end
  local found = magics[magic]
  if not found then fail(state, "this is neither pcap nor pcapng") end
  return pcap(state, found[1], found[2])
end

-- Returns the list of datagrams and the number of packets that were too short; or nil and a message.
return function(path)
  local file, message = open(path, "rb")
  if not file then return nil, message end
  local state = {file = file, at = 0, list = {}, cut = 0, groups = {count = 0}, interfaces = {}}
  local ok, e = pcall(parse, state)
  close(file)
  if ok then return state.list, state.cut end
  return nil, path .. ": " .. (type(e) == "table" and e.text or gsub(tostring(e), "^.-: ", ""))
end
