-- The values of --send and --expect: text with escapes, or a prefix and bytes.
local _, host = ...
local format, gsub, match, sub, byte, char = string.format, string.gsub, string.match, string.sub, string.byte,
  string.char
local find, pack, unpack, gmatch = string.find, string.pack, string.unpack, string.gmatch
local pcall, tonumber, error, concat, open, tostring = pcall, tonumber, error, table.concat, io.open, tostring
local pack_values, unpack_values = table.pack, table.unpack
local printable, len, select = byte_span.printable, utf8.len, select

local data = {}

local ESCAPES = {n = "\n", r = "\r", t = "\t", ["0"] = "\0", ["\\"] = "\\", ['"'] = '"'}

-- Replaces \n, \r, \t, \0, \\, \" and \xHH. Raises a message about another escape.
local function unescape(text)
  return (gsub(gsub(text, "\\x(%x%x)", function(digits)
    local bytes = char(tonumber(digits, 16))
    return bytes == "\\" and "\\\\" or bytes
  end), "\\(.?)", function(letter)
    return ESCAPES[letter]
      or error("'\\" .. letter .. "' is not an escape; there are \\n, \\r, \\t, \\0, \\\\ and \\xHH", 0)
  end))
end

local function from_hex(text)
  local digits = gsub(text, "[%s:]", "")
  if find(digits, "%X") or #digits % 2 == 1 then error("'" .. text .. "' is not a row of bytes in hexadecimal", 0) end
  return (gsub(digits, "%x%x", function(pair) return char(tonumber(pair, 16)) end))
end

local function from_file(path)
  local file <close>, message = open(path, "rb")
  local bytes = file and file:read("a")
  return bytes or error("cannot read " .. (message or path), 0)
end

-- Splits `format:` values at blanks. A value in quotation marks may contain blanks and escapes.
local function split(text)
  local words, position = {n = 0}, 1
  while true do
    position = match(text, "^%s*()", position)
    if position > #text then return words end
    local quoted, after = match(text, '^"(.-[^\\])"()', position)
    if not quoted then quoted, after = match(text, '^(")"()', position) and "", position + 2 end
    local word
    if quoted and sub(text, position, position) == '"' then
      word = {text = unescape(quoted)}
    else
      word, after = match(text, "^(%S+)()", position)
      word = word == "*" and {any = true} or {number = tonumber(word), text = unescape(word)}
    end
    words.n = words.n + 1
    words[words.n], position = word, after
  end
end

-- Returns a list with the kind of each value of a format of string.pack: "number" or "text".
local function kinds_of(form)
  local kinds = {}
  for item in gmatch((gsub(form, "X%a%d*", "")), "%a") do
    if item ~= "x" then kinds[#kinds + 1] = find(item, "[zsc]") and "text" or "number" end
  end
  return kinds
end

-- Packs `text`, which is a format of string.pack and its values.
local function from_format(text)
  local form, rest = match(text, "^(%S+)%s*(.*)$")
  if not form then error("format: needs a format of string.pack and its values", 0) end
  local words, values, kinds = split(rest), {}, kinds_of(form)
  if words.n > #kinds then error("format:" .. text .. ": more values than the format has", 0) end
  for i = 1, words.n do values[i] = kinds[i] == "number" and words[i].number or words[i].text end
  local ok, bytes = pcall(pack, form, unpack_values(values, 1, words.n))
  if ok then return bytes end
  bytes = gsub(tostring(bytes), "^bad argument #(%d+) to '[^']*' ", function(number)
    return number == "1" and "" or "value " .. tonumber(number) - 1 .. " "
  end)
  error("format:" .. text .. ": " .. bytes, 0)
end

local function matches_format(text)
  local form, rest = match(text, "^(%S+)%s*(.*)$")
  if not form then error("format: needs a format of string.pack and its values", 0) end
  local words = split(rest)
  pcall(unpack, form, "")
  return function(datagram)
    local got = pack_values(pcall(unpack, form, datagram))
    if not got[1] then return false end
    for i = 1, words.n do
      local word, value = words[i], got[i + 1]
      if i + 1 >= got.n then return false end -- the last value is the position after the fields
      if not word.any and value ~= word.number and value ~= word.text then return false end
    end
    return true
  end
end

local BYTES = {hex = from_hex, file = from_file, format = from_format}

-- Returns the bytes of --send, or nil and a message.
function data.question(text)
  local kind, rest = match(text, "^(%l+):(.*)$")
  local ok, result
  if BYTES[kind] then ok, result = pcall(BYTES[kind], rest) else ok, result = pcall(unescape, text) end
  if ok then return result end
  return nil, "--send: " .. result
end

local function contains(bytes)
  return function(datagram) return find(datagram, bytes, 1, true) ~= nil end
end

local KINDS = {
  hex = function(rest) return contains(from_hex(rest)) end,
  file = function(rest) return contains(from_file(rest)) end,
  format = matches_format,
  pattern = function(rest)
    local pattern = unescape(rest)
    local mistake = host.late("proto_pattern.lua")(pattern)
    if mistake then error("pattern: " .. mistake, 0) end
    return function(datagram) return find(datagram, pattern) ~= nil end
  end,
}

-- Returns a function that tells whether a datagram has what --expect asks for, or nil and a message.
function data.expectation(text)
  local kind, rest = match(text, "^(%l+):(.*)$")
  local ok, result
  if KINDS[kind] then
    ok, result = pcall(KINDS[kind], rest)
  else
    ok, result = pcall(unescape, text)
    if ok then result = contains(result) end
  end
  if ok then return result end
  return nil, "--expect: " .. gsub(tostring(result), "^.-:%d+: ", "")
end

-- Returns a function that tells whether a datagram has what one of the values of --expect asks for.
function data.expectations(texts)
  local list = {}
  for i = 1, #texts do
    local message
    list[i], message = data.expectation(texts[i])
    if message then return nil, message end
  end
  return function(datagram)
    for i = 1, #list do
      if list[i](datagram) then return true end
    end
    return #list == 0
  end
end

local SHOWN <const>, LONGEST <const> = 16, 60

-- Returns a short description of bytes: their number, and the first bytes as text or in hexadecimal.
function data.shown(bytes)
  local count = #bytes .. (#bytes == 1 and " byte" or " bytes")
  if bytes == "" then return "an empty datagram" end
  if len(bytes) and select(2, gsub(bytes, "%c", "")) * 4 <= #bytes then
    return format('%s, "%s"%s', count, printable(sub(bytes, 1, LONGEST)), #bytes > LONGEST and "..." or "")
  end
  local parts = {}
  for i = 1, #bytes < SHOWN and #bytes or SHOWN do parts[i] = format("%02x", byte(bytes, i)) end
  return count .. ", " .. concat(parts, " ") .. (#bytes > SHOWN and " ..." or "")
end

return data
