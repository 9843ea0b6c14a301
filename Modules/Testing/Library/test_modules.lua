-- The modules of busted and luassert that spec files and helpers require: "busted", "luassert.spy", "say", and others.
-- In a worker, `require` returns our implementations.

local _, host = ...
local environment, blocks, failure = host.late("test_environment.lua"), host.late("test_blocks.lua"),
  host.late("test_failure.lua")
local names, state = host.late("test_names.lua"), host.late("test_state.lua")
local arguments = host.late("test_arguments.lua")
local compare = host.late("test_compare.lua")
local assert, spy, stub, mock, match = host.late("test_assert.lua"), host.late("test_spy.lua"),
  host.late("test_stub.lua"), host.late("test_mock.lua"), host.late("test_match.lua")
local setmetatable, error, next, concat, remove = setmetatable, error, next, table.concat, table.remove
local preload, loaded = package.preload, package.loaded

local select, unpack, pack = select, table.unpack, table.pack

local modules = {}

-- The subscriptions of helpers to events such as {"test", "end"}. The key is the words of the event, joined with dots.
local subscribers = {}
local count = 0

function modules.publish(channel, ...)
  for _, subscription in next, subscribers[concat(channel, ".")] or {} do subscription.fn(...) end
end

local api = {
  assert = assert, spy = spy, stub = stub, mock = mock, match = match, version = "2.2.0",
  fail = function(message, level) failure.raise(message, (level or 1) + 1) end,
  pending = blocks.pending, publish = modules.publish,
  gettime = os.time,
  monotime = function() return host.test.clock() end,
  sleep = function(seconds) host.own.short.time.sleep(seconds) end,
  parent = function(element) return element.parent end,
  children = function(element) return element.children or {} end,
  bindfenv = function(f, name, value)
    environment.set_env(f, setmetatable({[name] = value}, {__index = environment.globals}))
  end,
}

function api.subscribe(channel, f)
  local key = concat(channel, ".")
  local list = subscribers[key] or {}
  count = count + 1
  local subscription = {id = count, fn = f}
  subscribers[key], list[#list + 1] = list, subscription
  return subscription
end

function api.unsubscribe(id, channel)
  local list = subscribers[concat(channel, ".")] or {}
  for i, subscription in next, list do
    if subscription.id == id then return remove(list, i) end
  end
end

for name, f in next, blocks do
  if name ~= "on_add" and name ~= "randomize" and name ~= "finally" then api[name] = f end
end

-- The module "busted", which scripts cannot change. A call does nothing. The module is callable because scripts call
-- busted's original module to initialize it.
local busted = setmetatable({}, {
  __index = api,
  __newindex = function() error("Attempt to modify busted", 2) end,
  __call = function(self) return self end,
})

local util = {
  deepcompare = function(one, other, ignores_eq) return compare.deep(one, other, ignores_eq) end,
  shallowcopy = arguments.shallow,
  deepcopy = function(value, copies_metatables) return arguments.deep(value, spy.is_spy, copies_metatables) end,
  make_arglist = arguments.list, is_arglist = arguments.is_list, cleararglist = arguments.clear,
  copyargs = function(list)
    return arguments.record(list, function(value) return spy.is_spy(value) or match.is_matcher(value) end)
  end,
  tinsert = function(list, position, ...)
    if select("#", ...) == 0 then return arguments.insert(list, (list.n or #list) + 1, position) end
    return arguments.insert(list, position, (...))
  end,
  tremove = function(list, position) return arguments.remove(list, position or list.n or #list) end,
  callable = spy.is_callable, hastostring = failure.has_text, pack = pack,
  unpack = function(list, i, j) return unpack(list, i or 1, j or list.n or #list) end,
  errorlevel = function() return 2 end,
}

-- Maps the name of each module to its value.
local values = {
  busted = busted, ["busted.runner"] = function() end, say = host.late("test_say.lua"),
  luassert = assert, ["luassert.assert"] = assert, ["luassert.spy"] = spy, ["luassert.stub"] = stub,
  ["luassert.mock"] = mock, ["luassert.match"] = match, ["luassert.state"] = state, ["luassert.util"] = util,
  ["luassert.namespaces"] = names.registered, ["busted.fixtures"] = host.late("test_fixtures.lua"),
}

-- These modules only register assertions and similar values, which are already registered.
for _, name in next, {
  "assertions", "modifiers", "array", "matchers", "matchers.core", "matchers.composite", "formatters", "languages.en",
} do
  values["luassert." .. name] = true
end

-- Installs the modules for `require`, and exports the globals of spec files.
function modules.install()
  for name, value in next, values do preload[name] = function() return value end end
  environment.export{
    assert = assert, spy = spy, stub = stub, mock = mock, match = match, randomize = blocks.randomize,
  }
  for name, f in next, blocks do
    if name ~= "on_add" and name ~= "randomize" and name ~= "finally" then environment.export{[name] = f} end
  end
end

return modules
