-- The value "mock": replaces all functions in a table, and in the tables inside it, with spies or stubs.

local _, host = ...
local spy, stub = host.late("test_spy.lua"), host.late("test_stub.lua")
local type, pairs, setmetatable = type, pairs, setmetatable

local mock = {}

function mock.new(object, stubs, f, owner, key)
  local visited = {}
  local function replace(value, container, name)
    if type(value) == "function" then
      if stubs then return stub.new(container, name, f) end
      if container == nil then return spy.new(value) end
      return spy.on(container, name)
    elseif type(value) == "table" and not spy.is_spy(value) and not visited[value] then
      visited[value] = true
      for field, element in pairs(value) do value[field] = replace(element, value, field) end
    end
    return value
  end
  return replace(object, owner, key)
end

-- Calls a method of each spy inside a value.
local function each(value, method, visited)
  if type(value) ~= "table" or visited[value] then return nil end
  if spy.is_spy(value) then return value[method](value) end
  visited[value] = true
  for _, element in pairs(value) do each(element, method, visited) end
  return value
end

function mock.clear(object) return each(object, "clear", {}) end

function mock.revert(object) return each(object, "revert", {}) end

return setmetatable(mock, {__call = function(_, ...) return mock.new(...) end})
