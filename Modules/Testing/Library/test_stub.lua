-- The value "stub": creates spies whose function does nothing, or has the behaviour that the test sets.

local _, host = ...
local assert, spy, match = host.late("test_assert.lua"), host.late("test_spy.lua"), host.late("test_match.lua")
local arguments, failure = host.late("test_arguments.lua"), host.late("test_failure.lua")
local type, setmetatable, unpack = type, setmetatable, table.unpack

local stub = {}

local function returning(...)
  local list = arguments.list(...)
  return function() return unpack(list, 1, list.n) end
end

-- Adds the functions that set the behaviour of the stub.
local function add_methods(new, behaviour)
  function new.returns(...)
    behaviour.default = returning(...)
    return new
  end

  function new.invokes(f)
    behaviour.default = function(...) return f(...) end
    return new
  end

  new.by_default = {returns = new.returns, invokes = new.invokes}

  function new.on_call_with(...)
    local wanted = arguments.record(arguments.list(...), function(value)
      return spy.is_spy(value) or match.is_matcher(value)
    end)
    local function add(f)
      behaviour[#behaviour + 1] = {wanted = wanted.vals, call = f}
      return new
    end
    return {
      returns = function(...) return add(returning(...)) end,
      invokes = function(f) return add(function(...) return f(...) end) end,
    }
  end
end

function stub.new(object, key, ...)
  if object == nil and key == nil then object, key = {}, "" end
  if type(object) ~= "table" or key == nil then
    failure.raise("stub.new(): Can only create stub on a table key, call with 2 params; table, key", 2)
  end
  local original = object[key]
  if original ~= nil and not spy.is_callable(original) then
    failure.raise("stub.new(): The element for which to create a stub must either be callable, or be nil", 2)
  end

  local given = arguments.list(...)
  local behaviour = {default = given.n == 1 and spy.is_callable(given[1]) and given[1] or returning(...)}
  object[key] = function(...)
    local list = arguments.list(...)
    for i = 1, #behaviour do
      if arguments.match(list, list, behaviour[i].wanted, match) then return behaviour[i].call(...) end
    end
    return behaviour.default(...)
  end

  local new = spy.on(object, key)
  local revert = new.revert
  function new.revert(self)
    if not self.reverted then
      revert(self)
      object[key] = original
    end
    return original
  end
  add_methods(new, behaviour)
  return new
end

assert:register("modifier", "stub", function(state, list)
  state.payload, state.failure_message = list[1], list[2]
end)

return setmetatable(stub, {__call = function(_, ...) return stub.new(...) end})
