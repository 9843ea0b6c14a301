-- Passes strings, numbers, booleans and nil to the managed side unchanged. A table becomes an array that describes it
-- (LogValues.cs), and any other value becomes its tostring. This is done in Lua, because metamethods may raise or do
-- anything.

local native, host = ...
local define, depth, width = host.define, native.depth, native.width
local type, next, rawget, rawlen, tostring, pcall, select = type, next, rawget, rawlen, tostring, pcall, select
local getmetatable, pack, unpack, sort = debug.getmetatable, table.pack, table.unpack, table.sort
local error_mt, error_text = host.errors.metatable, define(native.error_text)
local CUT, CYCLE = "...", "<cycle>"

local function text(value)
  local ok, described = pcall(tostring, value)
  return ok and described or "<" .. type(value) .. " whose __tostring fails>"
end

-- Returns the keys outside of 1..n, at most as many as left allows, sorted by their texts, so that the log line does
-- not depend on the table's order; the texts by key; and true if there are more keys. Each text is made once, after the
-- walk over the table, because it may call a metamethod.
local function other_keys(value, n, left)
  local keys, more = {}, false
  for key in next, value do
    local index = type(key) == "number" and key >= 1 and key <= n and key % 1 == 0
    if not index then
      if #keys == left then
        more = true
        break
      end
      keys[#keys + 1] = key
    end
  end
  local names = {}
  for i = 1, #keys do
    local key = keys[i]
    names[key] = type(key) == "string" and key or text(key)
  end
  sort(keys, function(a, b) return names[a] < names[b] end)
  return keys, names, more
end

local describe

-- walk = { left = the number of entries that may still be described, [table] = true while the table is being described
-- }
local function describe_table(value, walk, level)
  if walk[value] then return CYCLE end
  if level == 0 then return CUT end
  walk[value] = true
  local n = rawlen(value)
  local length = n
  if n > walk.left then length = walk.left end
  walk.left = walk.left - length
  local keys, names, more = other_keys(value, n, walk.left)
  walk.left = walk.left - #keys
  local result
  if n > 0 and #keys == 0 and not more then
    result = {false}
    for i = 1, length do
      local element = rawget(value, i)
      result[i + 1] = element == nil and "nil" or describe(element, walk, level - 1)
    end
    if length < n then result[length + 2] = CUT end
  else
    result = {true}
    for i = 1, length do
      local element = rawget(value, i)
      if element ~= nil then
        result[#result + 1] = i
        result[#result + 1] = describe(element, walk, level - 1)
      end
    end
    for _, key in next, keys do
      local element = rawget(value, key)
      if element ~= nil then
        result[#result + 1] = names[key]
        result[#result + 1] = describe(element, walk, level - 1)
      end
    end
    if more or length < n then
      result[#result + 1] = CUT
      result[#result + 1] = CUT
    end
  end
  walk[value] = nil
  return result
end

function describe(value, walk, level)
  local kind = type(value)
  if kind == "string" or kind == "number" or kind == "boolean" then return value end
  if kind ~= "table" then return text(value) end
  local mt = getmetatable(value)
  if mt == error_mt then return error_text(value) end
  if type(mt) == "table" and rawget(mt, "__tostring") ~= nil then return text(value) end
  return describe_table(value, walk, level)
end

local function describe_all(...)
  local values = pack(...)
  for i = 1, values.n do
    local value = values[i]
    if value ~= nil then values[i] = describe(value, {left = width}, depth) end
  end
  return unpack(values, 1, values.n)
end

-- The function of a level that is off.
local function off() end

local function logger(name)
  if native["has_" .. name] == 0 then return off end
  local write = define(native[name])
  return function(template, ...)
    if select("#", ...) == 0 then
      write(template)
    else
      write(template, describe_all(...))
    end
  end
end

return {
  debug = logger("debug"),
  info = logger("info"),
  warn = logger("warn"),
  error = logger("error"),
  is_enabled = define(native.is_enabled),
}
