-- The value "spy": creates functions that record their calls. spy.on replaces a function in a table until the spy is
-- reverted.

local _, host = ...
local assert, match = host.late("test_assert.lua"), host.late("test_match.lua")
local arguments, failure = host.late("test_arguments.lua"), host.late("test_failure.lua")
local type, tostring, rawget, setmetatable, getmetatable = type, tostring, rawget, setmetatable, debug.getmetatable
local pairs = pairs

local spy = {}
local spy_mt = {}

function spy.is_spy(value) return type(value) == "table" and getmetatable(value) == spy_mt end

local function is_callable(value)
  local mt = getmetatable(value)
  return type(value) == "function" or type(mt) == "table" and type(mt.__call) == "function"
end
spy.is_callable = is_callable

-- Records the arguments or the results of a call.
local function add(records, list)
  local copy = arguments.record(list, function(value) return spy.is_spy(value) or match.is_matcher(value) end)
  records[#records + 1] = copy
end

local function returned(self, ...)
  add(self.returnvals, arguments.list(...))
  return ...
end

function spy_mt.__call(self, ...)
  add(self.calls, arguments.list(...))
  return returned(self, self.callback(...))
end

-- Returns true and the values of the last matching record. If no record matches, returns false and the values of the
-- last record.
local function find(records, specification)
  for i = #records, 1, -1 do
    local record = records[i]
    if arguments.match(record.vals, record.refs, specification, match) then return true, record.vals end
  end
  return false, #records > 0 and records[#records].vals or nil
end

local methods = {}

function methods:revert()
  if not self.reverted then
    if self.target_table and self.target_key then self.target_table[self.target_key] = self.callback end
    self.reverted = true
  end
  return self.callback
end

function methods:clear()
  self.calls, self.returnvals = {}, {}
  return self
end

function methods:called(times, compare)
  local count = #self.calls
  if not times and not compare then return count > 0, count end
  if compare then return compare(count, times), count end
  return count == times, count
end

function methods:called_with(specification) return find(self.calls, specification) end

function methods:returned_with(specification) return find(self.returnvals, specification) end

function spy.new(callback)
  callback = callback or function() end
  if not is_callable(callback) then
    failure.raise("Cannot spy on type '" .. type(callback) .. "', only on functions or callable elements", 2)
  end
  local new = {calls = {}, returnvals = {}, callback = callback}
  for name, method in pairs(methods) do new[name] = method end
  setmetatable(new, spy_mt)
  assert:add_spy(new)
  return new
end

function spy.on(target, key)
  local new = spy.new(target[key])
  target[key] = new
  new.target_table, new.target_key = target, key
  return new
end

-- Assertions ---------------------------------------------------------------------------------------------------------

assert:register("modifier", "spy", function(state, list)
  state.payload = list[1]
  if list[2] ~= nil then state.failure_message = list[2] end
end)

-- Returns the spy s of assert.spy(s), or raises a failure.
local function payload(state, name, level)
  local value = rawget(state, "payload")
  if type(value) == "function" then
    failure.raise("When calling 'spy(aspy)', 'aspy' must not be the original function, but the spy function replacing "
      .. "the original", level + 2)
  elseif type(value) ~= "table" or not value[name] then
    failure.raise("'" .. name .. "' must be chained after 'spy(aspy)'", level + 2)
  end
  return value
end

for _, name in ipairs{"called_with", "returned_with"} do
  assert:register("assertion", name, function(state, list, level)
    local wanted = arguments.shallow(list)
    local holds, values = payload(state, name, level)[name](state.payload, list)
    arguments.clear(list)
    list[1], list[2], list.n = values, wanted, 2
    return holds
  end, "assertion." .. name .. ".positive", "assertion." .. name .. ".negative")
end

local function count_with(compare)
  return function(state, list, level)
    local times = list[1]
    if not times and not state.mod then state.mod, times = true, 0 end
    local holds, count = payload(state, "called", level):called(times, compare)
    list[1], list[2], list.n, list.nofmt = tostring(times or ">0"), tostring(count), 2, {true, true}
    return holds
  end
end

local function register(name, opposite, compare)
  assert:register("assertion", name, count_with(compare), "assertion." .. name .. ".positive",
    "assertion." .. opposite)
end

register("called", "called.negative")
register("called_at_least", "called_less_than.positive", function(count, times) return count >= times end)
register("called_at_most", "called_more_than.positive", function(count, times) return count <= times end)
register("called_more_than", "called_at_most.positive", function(count, times) return count > times end)
register("called_less_than", "called_at_least.positive", function(count, times) return count < times end)

return setmetatable(spy, {__call = function(_, ...) return spy.new(...) end})
