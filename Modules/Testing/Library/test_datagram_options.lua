-- Checks the options of assert.datagram before the assertion receives a datagram, because a wrong option would check
-- nothing.

local _, host = ...
local addresses, failure = host.late("test_addresses.lua"), host.late("test_failure.lua")
local format_value = host.late("test_format.lua")
local type, pcall, next, find, unpack, rep = type, pcall, next, string.find, string.unpack, string.rep
local tostring, match, tointeger = tostring, string.match, math.tointeger
local getmetatable, mathtype, huge = debug.getmetatable, math.type, math.huge

-- As many bytes as a datagram can have. string.unpack refuses a wrong format only at the wrong option.
local ZEROS <const> = rep("\0", 65535)

local function is_userdata(value, name)
  local mt = type(value) == "userdata" and getmetatable(value)
  return type(mt) == "table" and mt.__name == name
end

-- Returns {address, port} of the option `from`. Each of the two is nil if it may have any value. Returns nil and a
-- message if the option is wrong.
local function sender_of(from)
  if is_userdata(from, "ip.udp.socket") then
    local port = from.local_port
    if port == 0 then return nil, "a bound socket expected" end
    return {address = not from.local_address.is_unspecified and from.local_address or nil, port = port}
  end
  local first, port = from, nil
  if type(from) == "table" then first, port = from[1], from[2] end
  local address = addresses.read(first)
  if not address then return nil, "an address expected, got " .. format_value(first) end
  if port ~= nil and (mathtype(port) ~= "integer" or port < 0 or port > 65535) then
    return nil, "a port expected, got " .. format_value(port)
  end
  return {address = address, port = port}
end

local options_of, checks = {}, {}

function checks.within(value)
  if type(value) ~= "number" or not (value >= 0 and value < huge) then return "a number of seconds expected" end
end

function checks.from(value)
  local ok, sender, message = pcall(sender_of, value)
  if not ok then return "an open socket expected" end
  return message, sender
end

function checks.equals(value)
  if type(value) ~= "string" and not is_userdata(value, "byte_span") then return "a string or a byte_span expected" end
end

function checks.matches(value)
  if type(value) ~= "string" then return "a pattern expected" end
  local ok, message = pcall(find, "", value)
  if not ok then return tostring(message) end
end

function checks.fields(value)
  if type(value) ~= "table" or type(value[1]) ~= "string" then return "{format, value, ...} expected" end
  local ok, message = pcall(unpack, value[1], ZEROS)
  if not ok and not find(message, "too short", 1, true) then return tostring(message) end
end

local function range_of(value)
  if type(value) ~= "string" then return end
  local offset, length = match(value, "^(%d+)%+(%d+)$")
  offset, length = tointeger(offset), tointeger(length)
  if offset and length and offset + length <= #ZEROS then return offset, length end
end

function checks.ignore(value)
  local list = type(value) == "table" and value or {value}
  for i = 1, #list do
    if not range_of(list[i]) then return "OFFSET+LENGTH expected, such as 0+2, or a list of them" end
  end
end

-- Returns the set of the positions in the ranges of the option `ignore`.
function options_of.ignored(value)
  local set = {}
  for _, range in next, type(value) == "table" and value or {value} do
    local offset, length = range_of(range)
    for at = offset + 1, offset + length do set[at] = true end
  end
  return set
end

-- Raises a failure if an option is wrong. Returns the sender that is expected, or nil. Level 1 is the caller.
function options_of.check(options, level)
  local function refuse(text) failure.raise("bad argument #2 to 'datagram' (" .. text .. ")", level + 2) end
  if type(options) ~= "table" then refuse("table expected, got " .. type(options)) end
  local sender
  for name, value in next, options do
    local check = checks[name]
    if not check then refuse("there is no option '" .. tostring(name) .. "'") end
    local message, found = check(value)
    if message then refuse(name .. ": " .. message) end
    sender = sender or found
  end
  return sender
end

return options_of
