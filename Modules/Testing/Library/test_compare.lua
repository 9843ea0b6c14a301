-- Compares two values deeply, and finds the path of the first difference.

local type, next, pairs, rawequal, getmetatable, tostring = type, next, pairs, rawequal, debug.getmetatable, tostring
local format, match = string.format, string.match

local compare = {}

-- Records the pair of tables, and returns true if the pair was already recorded. A repeated pair counts as equal,
-- because the running comparison already compares this pair. Without the record, the comparison of tables that contain
-- themselves would never end.
local function is_repeated(seen, one, other)
  local partners = seen[one]
  if not partners then
    partners = {}
    seen[one] = partners
  end
  if partners[other] then return true end
  partners[other] = true
  return false
end

local function find(one, other, ignores_eq, seen)
  if type(one) ~= "table" or type(other) ~= "table" then return one == other end
  local mt = getmetatable(one)
  if not ignores_eq and type(mt) == "table" and mt.__eq and rawequal(mt, getmetatable(other)) then
    return one == other
  end
  if rawequal(one, other) or is_repeated(seen, one, other) then return true end
  for key, value in next, one do
    local counterpart = other[key]
    if counterpart == nil then return false, {key} end
    local same, path = find(value, counterpart, false, seen)
    if not same then
      path = path or {}
      path[#path + 1] = key
      return false, path
    end
  end
  for key in next, other do
    if one[key] == nil then return false, {key} end
  end
  return true
end

-- Returns true if the values are equal. Otherwise, returns false and the path of a difference: the list of the keys,
-- with the innermost key first. If ignores_eq is true, __eq of the tables is not called.
function compare.deep(one, other, ignores_eq) return find(one, other, ignores_eq, {}) end

-- Returns true if no two elements are equal. If is_deep is true, tables with equal contents count as equal.
function compare.is_unique(list, is_deep)
  for key, value in pairs(list) do
    for other_key, other in pairs(list) do
      if key ~= other_key and (is_deep and compare.deep(value, other, true) or value == other) then return false end
    end
  end
  return true
end

local function key_text(key)
  if type(key) == "string" then
    if match(key, "^[%a_][%w_]*$") then return "." .. key end
    return format("[%q]", key)
  end
  return "[" .. tostring(key) .. "]"
end

-- Returns the path as it is written in Lua, such as "rooms[2].name".
function compare.path_text(path)
  local text = ""
  for i = #path, 1, -1 do text = text .. key_text(path[i]) end
  return (text:gsub("^%.", ""))
end

-- Returns the value at the path inside a value.
function compare.at(value, path)
  for i = #path, 1, -1 do
    if type(value) ~= "table" then return nil end
    value = value[path[i]]
  end
  return value
end

return compare
