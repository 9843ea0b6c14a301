-- Formats values for interactive mode. Shows the contents of tables, up to some limits.

local _, host = ...
local getmetatable, rawget, rawequal, next, type, tostring = debug.getmetatable, rawget, rawequal, next, type, tostring
local select, pcall, mathtype = select, host.pcall, math.type
local format, gsub, rep, sub, find = string.format, string.gsub, string.rep, string.sub, string.find
local byte, codepoint, len, offset = string.byte, utf8.codepoint, utf8.len, utf8.offset
local concat, sort, unpack = table.concat, table.sort, table.unpack

-- The limits on the depth of tables, the fields of one table, the fields of all tables, the length of a string, and the
-- length of a line.
local DEPTH <const>, FIELDS <const>, TOTAL <const>, STRING <const>, WIDTH <const> = 5, 100, 1000, 200, 76

local keywords = {}
for word in string.gmatch([[and break do else elseif end false for function goto if in local nil not or repeat return
    then true until while]], "%a+") do
  keywords[word] = true
end

local function code_escape(character) return format("\\u{%X}", codepoint(character)) end

-- Escapes bytes that are not UTF-8, and U+0080 to U+009F, because terminals interpret these characters as commands.
local function escaped(text)
  local done, from = "", 1
  repeat
    local valid, wrong = len(text, from)
    done = done .. sub(text, from, (wrong or 0) - 1)
    if not valid then
      done = done .. format("\\x%02X", byte(text, wrong))
      from = wrong + 1
    end
  until valid
  return (gsub(done, "\xC2[\x80-\x9F]", code_escape))
end

local function quoted(text)
  local cut = #text > STRING
  if cut then
    local next_character = offset(text, 0, STRING + 1)
    text = sub(text, 1, next_character > STRING - 3 and next_character - 1 or STRING)
  end
  return escaped((gsub(format("%q", text), "\\\n", "\\n"))) .. (cut and "..." or "")
end

local function own_text(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and (rawget(mt, "__tostring") ~= nil)
end

local function leaf(value)
  if type(value) == "string" then return quoted(value) end
  local ok, text = pcall(tostring, value)
  return ok and text or "<" .. type(value) .. ">"
end

local rank = {number = 1, string = 2, boolean = 3}

local function before(a, b)
  local kind_a, kind_b = type(a), type(b)
  if kind_a == kind_b and (kind_a == "number" or kind_a == "string") then return a < b end
  return (rank[kind_a] or 4) < (rank[kind_b] or 4)
end

local describe

local function key_text(key)
  if type(key) == "string" and find(key, "^[%a_][%w_]*$") and not keywords[key] then return key end
  return "[" .. (type(key) == "table" and "<table>" or leaf(key)) .. "]"
end

-- Returns the texts of the fields in order. The values of the sequence are first, without keys.
local function parts_of(t, depth, state)
  local parts, length = {}, 0
  while length < FIELDS and state.left > 0 do
    local value = rawget(t, length + 1)
    if value == nil then break end
    length = length + 1
    state.left = state.left - 1
    parts[length] = describe(value, depth + 1, state)
  end
  local keys, more = {}, false
  for key in next, t do
    if not (mathtype(key) == "integer" and key >= 1 and key <= length) then
      if #keys + length >= FIELDS or #keys >= state.left then
        more = true
        break
      end
      keys[#keys + 1] = key
    end
  end
  sort(keys, before)
  for i = 1, #keys do
    state.left = state.left - 1
    parts[#parts + 1] = key_text(keys[i]) .. " = " .. describe(rawget(t, keys[i]), depth + 1, state)
  end
  if more then parts[#parts + 1] = "..." end
  return parts
end

function describe(value, depth, state)
  if type(value) ~= "table" or own_text(value) then return leaf(value) end
  if state[value] then return "<cycle>" end
  if next(value) == nil then return "{}" end
  if depth >= DEPTH or state.left <= 0 then return "{...}" end
  state[value] = true
  local parts = parts_of(value, depth, state)
  state[value] = nil
  local line = "{" .. concat(parts, ", ") .. "}"
  if #line + 2 * depth <= WIDTH and not find(line, "\n", 1, true) then return line end
  local indent = rep("  ", depth + 1)
  return "{\n" .. indent .. concat(parts, ",\n" .. indent) .. "\n" .. rep("  ", depth) .. "}"
end

-- Returns the values, with a text in place of each table that has no __tostring.
function host.pretty(...)
  local values = {...}
  local count = select("#", ...)
  for i = 1, count do
    if type(values[i]) == "table" and not own_text(values[i]) then
      values[i] = describe(values[i], 0, {left = TOTAL})
    end
  end
  return unpack(values, 1, count)
end
