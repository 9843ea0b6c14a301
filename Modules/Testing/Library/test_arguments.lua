-- Lists of arguments that keep nils, and copies of them.

local _, host = ...
local compare = host.late("test_compare.lua")
local type, next, select, setmetatable, getmetatable = type, next, select, setmetatable, debug.getmetatable
local setdebug = debug.setmetatable

local arguments = {}
local list_mt = {}

-- Returns a list of the arguments. The field n is the number of arguments.
function arguments.list(...)
  return setmetatable({n = select("#", ...), ...}, list_mt)
end

function arguments.is_list(value) return getmetatable(value) == list_mt end

-- Inserts a value at a position. A nil in the list counts as an element.
function arguments.insert(list, position, value)
  local n = (list.n or #list) + 1
  if position > n then n = position end
  for i = n, position + 1, -1 do list[i] = list[i - 1] end
  list[position], list.n = value, n
end

function arguments.remove(list, position)
  local n = list.n or #list
  local value = list[position]
  if position > n then
    list[position] = nil
    return value
  end
  for i = position, n do list[i] = list[i + 1] end
  list[n], list.n = nil, n - 1
  return value
end

function arguments.clear(list)
  for i = list.n, 1, -1 do list[i] = nil end
  list.n = nil
end

function arguments.shallow(value)
  if type(value) ~= "table" then return value end
  local copy = setmetatable({}, getmetatable(value))
  for key, element in next, value do copy[key] = element end
  return copy
end

-- Returns a deep copy. A table for which keeps(table) returns true is not copied. The tables of the copy have the
-- metatables of the originals. If copies_metatables is true, the metatables are copied, too.
function arguments.deep(value, keeps, copies_metatables, copies)
  if type(value) ~= "table" or keeps and keeps(value) then return value end
  copies = copies or {}
  if copies[value] then return copies[value] end
  local copy = {}
  copies[value] = copy
  for key, element in next, value do copy[key] = arguments.deep(element, keeps, copies_metatables, copies) end
  local mt = getmetatable(value)
  if copies_metatables then mt = arguments.deep(mt, keeps, false, copies) end
  setdebug(copy, mt)
  return copy
end

-- Returns a record for later comparisons: deep copies of the current values (vals), and the values themselves (refs).
function arguments.record(list, keeps)
  local values = setmetatable({}, getmetatable(list))
  for key, value in next, list do values[key] = arguments.deep(value, keeps) end
  return {vals = values, refs = arguments.shallow(list)}
end

-- Returns true if the arguments match the specification, a list of values and matchers.
function arguments.match(values, references, specification, matchers)
  for i, value in next, values do
    local wanted = specification[i]
    if matchers.is_matcher(wanted) then
      if matchers.is_ref_matcher(wanted) then value = references[i] end
      if not wanted(value) then return false end
    elseif wanted == nil or not compare.deep(value, wanted) then
      return false
    end
  end
  for i, wanted in next, specification do
    if values[i] == nil and not (matchers.is_matcher(wanted) and wanted(nil)) then return false end
  end
  return true
end

return arguments
