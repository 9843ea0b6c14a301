-- The checks of arguments that all modules moonwire.proto.NAME share. A wrong argument raises EINVAL.

local _, host = ...
local type, pcall, tostring, pairs, tointeger = type, pcall, tostring, pairs, math.tointeger
local unpack, concat, sort, tonumber, find = string.unpack, table.concat, table.sort, tonumber, string.find
local getmetatable, random, pack, sub, open = debug.getmetatable, math.random, string.pack, string.sub, io.open
local match, gmatch, gsub, char, printable = string.match, string.gmatch, string.gsub, string.char, byte_span.printable
local fail, EINVAL = host.fail, host.protocols.EINVAL
local find_mistake = host.late("proto_pattern.lua")
local span_mt = getmetatable(byte_span.new(0))

local check = {}

-- Raises EINVAL about an argument of the function `operation`, such as "encode".
function check.fail(operation, argument, detail)
  fail("generic", EINVAL, operation, argument, detail)
end

-- Returns the bytes of a string or byte_span.
function check.bytes(operation, argument, value)
  if type(value) == "string" then return value end
  if type(value) == "userdata" and getmetatable(value) == span_mt then return tostring(value) end
  check.fail(operation, argument, "string or byte_span expected, got " .. type(value))
end

function check.table(operation, argument, value)
  if type(value) ~= "table" then check.fail(operation, argument, "table expected, got " .. type(value)) end
  return value
end

-- Returns a number of bytes with its unit.
function check.length(count) return count == 1 and "1 byte" or count .. " bytes" end

-- Returns a value for a message. A parameter that is given several times is a table.
function check.shown(value)
  return type(value) == "table" and "several values" or tostring(value)
end

-- Returns the field of a table as an integer. The default, if there is one, takes the place of nil.
function check.integer(operation, message, name, low, high, default)
  local value = message[name]
  if value == nil then value = default end
  local number = type(value) == "string" and tonumber(value) or value
  number = tointeger(number)
  if not number or number < low or number > high then
    local range = ": integer from " .. low .. " to " .. high
    check.fail(operation, 1, name .. range .. " expected, got " .. check.shown(value))
  end
  return number
end

-- Returns the field of a table as a string of at most `max` bytes.
function check.string(operation, message, name, max, default)
  local value = message[name]
  if value == nil then value = default end
  if type(value) ~= "string" then
    check.fail(operation, 1, name .. ": string expected, got " .. type(value))
  end
  if #value > max then
    check.fail(operation, 1, name .. ": " .. #value .. " bytes, at most " .. max .. " are allowed")
  end
  return value
end

-- Options that every probe accepts: the parts of the target.
local COMMON <const> = {host = true, port = true, path = true}

-- Checks the options of a probe. `known` maps the names of the protocol's own options to true.
function check.options(options, known)
  options = options == nil and {} or check.table("probe", 1, options)
  for name in pairs(options) do
    if not COMMON[name] and not known[name] then
      local names = {}
      for other in pairs(known) do names[#names + 1] = other end
      sort(names)
      check.fail("probe", 1, "unknown option '" .. tostring(name) .. "'"
        .. (#names == 0 and "; there are none" or "; the options are " .. concat(names, ", ")))
    end
  end
  return options
end

-- Returns an option that may be given several times as a list, which is empty if the option is missing.
function check.list(value)
  if value == nil then return {} end
  return type(value) == "table" and value or {value}
end

-- Returns the integer that is written in digits, at most 15 of them, or nil.
function check.digits(text)
  return text and #text < 16 and find(text, "^%d+$") and tonumber(text) or nil
end

-- Returns the text with its escapes "%41" replaced by the bytes.
function check.unescape(text)
  return (gsub(text, "%%(%x%x)", function(digits) return char(tonumber(digits, 16)) end))
end

-- Returns a function that returns true if a status code, such as 404, is among the codes of an option. The option is a
-- list or a text such as "200,401-405,6xx". Points are left out, so that "4.04" is 404.
function check.codes(options, name, default)
  local ranges = {}
  local function add(given)
    local part = gsub(given, "%.", "")
    local low, high = match(part, "^(%d%d%d)%-(%d%d%d)$")
    local class = match(part, "^(%d)[xX][xX]$")
    if class then low, high = class .. "00", class .. "99" end
    low = low or match(part, "^%d%d%d$")
    if not low then check.fail("probe", 1, name .. ": a code, range or class expected, not '" .. given .. "'") end
    ranges[#ranges + 1] = {tonumber(low), tonumber(high or low)}
  end
  local list = check.list(options[name] == nil and default or options[name])
  for i = 1, #list do
    for part in gmatch(tostring(list[i]), "[^,%s]+") do add(part) end
  end
  return function(code)
    for i = 1, #ranges do
      if code >= ranges[i][1] and code <= ranges[i][2] then return true end
    end
    return false
  end
end

-- Returns a function that checks content by the options `text` and `pattern`. The function returns nil if the content
-- is expected, and otherwise a text about the difference.
function check.content(options)
  local text = options.text and check.string("probe", options, "text", 65507)
  local pattern = options.pattern and check.string("probe", options, "pattern", 65507)
  local mistake = find_mistake(pattern or "")
  if mistake then check.fail("probe", 1, "pattern: " .. mistake) end
  return function(content)
    if text and not find(content, text, 1, true) then return "without the text '" .. printable(text) .. "'" end
    if pattern then
      local found, problem = check.matches(content, pattern)
      if not found then return problem or "without the pattern '" .. printable(pattern) .. "'" end
    end
  end
end

local function unpacked(ok, ...)
  if ok then return ... end
end

-- Returns the values as string.unpack does, or nothing if the bytes are too short.
function check.unpack(format, bytes, position)
  return unpacked(pcall(unpack, format, bytes, position))
end

local FLAGS <const> = {
  [""] = true, yes = true, ["true"] = true, ["1"] = true, no = false, ["false"] = false, ["0"] = false,
}

-- Returns an option of a probe that is yes or no.
function check.flag(options, name, default)
  local value = options[name]
  if value == nil then return default end
  local flag = value
  if type(value) ~= "boolean" then flag = FLAGS[value] end
  if flag == nil then check.fail("probe", 1, name .. ": yes or no expected, got " .. check.shown(value)) end
  return flag
end

-- Returns an option of a probe as a number, or nil if the option is missing.
function check.number(options, name, low, high)
  local value = options[name]
  local number = tonumber(value)
  if value ~= nil and not (number and number >= low and number <= high) then
    check.fail("probe", 1, name .. ": number expected, got " .. check.shown(value))
  end
  return number
end

-- Returns an option of a probe as a list of Lua patterns, which are well-formed.
function check.patterns(options, name)
  local list = check.list(options[name])
  for i = 1, #list do
    local mistake = find_mistake(list[i])
    if mistake then check.fail("probe", 1, name .. ": " .. mistake) end
  end
  return list
end

-- Returns true if the text has the Lua pattern. If the pattern is too complex for the text, returns nil and a message.
function check.matches(text, pattern)
  local ok, result = pcall(find, text, pattern)
  if not ok then return nil, result end
  return result ~= nil
end

-- Returns the content of the file that a field of a table names. A file is at most 64 KiB long.
function check.file(operation, message, name)
  local file, problem = open(check.string(operation, message, name, 4096), "rb")
  local text = file and file:read(65536)
  if file then file:close() end
  if not text then check.fail(operation, 1, name .. ": " .. (problem or "the file is empty")) end
  return text
end

-- Returns random bytes, which are not secret.
function check.random(count)
  local words = {}
  for i = 1, count, 8 do words[#words + 1] = pack("j", random(0)) end
  return sub(concat(words), 1, count)
end

return check
