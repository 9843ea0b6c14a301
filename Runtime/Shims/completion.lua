-- Completes names without calling a metamethod or a function of the script.

local _, host = ...
local globals, getmetatable, rawget, next, type = _G, debug.getmetatable, rawget, next, type
local find, match, sub, gmatch, sort = string.find, string.match, string.sub, string.gmatch, table.sort

-- The limits on the keys that are read from one table, on the names that are offered, and on the length of a chain of
-- __index.
local LOOKS <const>, MOST <const>, CHAIN <const> = 100000, 500, 16

local keywords = {}
for word in gmatch([[and break do else elseif end false for function goto if in local nil not or repeat return then true
    until while]], "%a+") do
  keywords[word] = "keyword"
end

local function meta(value, name)
  local mt = getmetatable(value)
  if type(mt) == "table" then return rawget(mt, name) end
end

-- Returns the field of a value, or nil if the field cannot be found without a call.
local function field(value, name)
  for _ = 1, CHAIN do
    if type(value) == "table" then
      local found = rawget(value, name)
      if found ~= nil then return found end
    end
    value = meta(value, "__index")
    if type(value) ~= "table" then return nil end
  end
end

-- Adds the names in a table that begin with `word`. If `methods` is true, adds only the names of functions.
local function add(names, t, word, methods)
  local looks, length = 0, #word
  for name, value in next, t do
    looks = looks + 1
    if looks > LOOKS then return end
    if type(name) == "string" and sub(name, 1, length) == word and find(name, "^[%a_][%w_]*$")
      and (not methods or type(value) == "function" or value == "method") then
      names[name] = true
    end
  end
end

local function add_members(names, value, word, methods)
  for _ = 1, CHAIN do
    if type(value) == "table" then add(names, value, word, methods) end
    local members = meta(value, "__members")
    if type(members) == "table" then add(names, members, word, methods) end
    value = meta(value, "__index")
    if type(value) ~= "table" then return end
  end
end

local function resolve(path)
  local value = globals
  for name in gmatch(path, "[^.]+") do
    value = field(value, name)
    if value == nil then return nil end
  end
  return value
end

-- Returns the word at the end of the text, and a sorted list of the names that complete it.
function host.complete(text)
  local names = {}
  local word = match(text, "[%w_]*$")
  local before = sub(text, 1, #text - #word)
  local path, separator = match(before, "([%a_][%w_.]*)([.:])$")
  if path and not find(path, "%.$") then
    local start = #before - #path - 1
    if not find(sub(before, start, start), "[%w_.:%)%]\"'}]") then
      local value = resolve(path)
      if value ~= nil then add_members(names, value, word, separator == ":") end
    end
  elseif not find(before, "[.:]$") or find(before, "%.%.$") then
    if not find(word, "^%d") then
      add(names, keywords, word)
      add_members(names, globals, word)
    end
  end
  local list = {}
  for name in next, names do list[#list + 1] = name end
  sort(list)
  for i = #list, MOST + 1, -1 do list[i] = nil end
  return word, list
end
