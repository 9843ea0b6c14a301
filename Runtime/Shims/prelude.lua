-- The host's side of every module: what modules make their types and errors with.
--
-- A managed function that a shim calls returns nil and its values; or an error value, which the shim raises; or true,
-- which means that the fiber is parked: the shim yields TOKEN to the loop, and the yield returns what the function would
-- have returned. Most are called by scripts themselves, and DeferredExit has Lua raise and yield.

local native = ...
local TOKEN = native.token
local error, setmetatable, rawequal, next, tostring, type = error, setmetatable, rawequal, next, tostring, type
local yield, registry = coroutine.yield, debug.getregistry()

-- Lua's own functions, under names that others replace, and what other files take from here.
local host = {
  TOKEN = TOKEN, yield = yield, state = {false}, pcall = pcall, xpcall = xpcall, running = coroutine.running,
}

-- Functions of ours that scripts know, by those of Lua's that they stand in for, and by those of ours that do their work:
-- what the debug library tells in place of the latter. stand_ins.lua adds what others have replaced by then.
host.stand_ins, host.replaced = {}, {[_G] = {pcall = pcall, xpcall = xpcall}}
for _, library in next, {coroutine, debug} do
  local original = {}
  for name, f in next, library do original[name] = f end
  host.replaced[library] = original
end

-- Raises an error-first result or passes the values on.
local function check(err, ...)
  if err then error(err, 0) end
  return ...
end
host.check = check

-- The metatable of a value that raises what it holds when it is closed.
host.raiser = {__close = function(self) error(self[1], 0) end}

local function outcome(err, ...)
  if err == true then return outcome(yield(TOKEN)) end
  if err then error(err, 0) end
  return ...
end

-- The function that scripts call, of a managed function that they can call or of a table { managed function }.
function host.define(definition)
  if type(definition) == "function" then return definition end
  local f = definition[1]
  return function(...)
    local _ <close> = nil -- so that this is no tail call, and tracebacks have the function
    return outcome(f(...))
  end
end

-- Our modules, by name: all of them, such as "ip.udp", which NilName reads in the registry; and those without a dot.
local modules, short = {}, {}
host.own, registry["moonwire.modules"] = {short = short}, modules

local function load_own(name) return modules[name:match("^moonwire%.(.*)$")] end

-- Makes the module known to require by the name that is always ours.
local function offer(name, value)
  if type(value) ~= "table" then return end
  modules[name] = value
  if not name:find(".", 1, true) then short[name] = value end
  package.preload["moonwire." .. name] = load_own
end

-- Makes a module's value known to require and, if it is one, as a global. "a.b" becomes the member b of module a.
function host.install(name, is_global, value)
  if value == nil then return end
  local parent, member = name:match("^(.*)%.([^.]+)$")
  if parent then
    host.table_of(parent)[member] = value
  else
    package.loaded[name] = value
    if is_global then _G[name] = value end
  end
  offer(name, value)
end

-- The table of a module that consists of others: made, and known to require and as a global, when it is first used.
function host.table_of(name)
  local parent, member = name:match("^(.*)%.([^.]+)$")
  local owner = parent and host.table_of(parent) or package.loaded
  local found = owner[member or name]
  if not found then
    found = {}
    owner[member or name] = found
    if not parent then _G[name] = found end
    offer(name, found)
  end
  return found
end

-- Says which of a table's keys an unknown one was meant to be: " (did you mean 'x'?)", or nothing.
function host.hint(key, known)
  if type(key) ~= "string" then return "" end
  local names = {}
  for name in next, known do names[#names + 1] = name end
  return native.hint(key, table.concat(names, "\n"))
end

-- Records what a type's values offer, for messages and for checks against the documentation.
function host.declare(mt, methods, properties)
  local members = {}
  for name in next, methods do members[name] = "method" end
  for name in next, properties do members[name] = "property" end
  mt.__members = members
  registry[mt.__name] = mt
end

-- Whether native.indexed finds the value for every instruction that indexes one.
local function finds_indexed()
  local methods, name = {}, "b"
  local value = setmetatable({}, {__index = methods, __call = function(self) return self end})
  setmetatable(methods, {__index = function() return (native.indexed(methods)) end})
  local function as_upvalue() return value.a end
  return rawequal(value.a, value) and rawequal(value[name], value) and rawequal(value[1], value)
    and rawequal(value:c(), value) and rawequal(as_upvalue(), value)
end
host.finds_indexed = finds_indexed()

-- Gives a type methods, and properties, which are functions of the value; nothing of it can be assigned. The metatable's
-- __missing(key) may have what else a value has.
function host.members(mt, methods, properties)
  host.declare(mt, methods, properties)
  local name = mt.__name
  local function unknown(key, what, code)
    local e = host.new_error("generic", code)
    e.arg, e.operation = 2, what
    e.detail = name .. " has no member '" .. tostring(key) .. "'" .. host.hint(key, mt.__members)
    return e
  end
  local function otherwise(key)
    local value
    if mt.__missing then value = mt.__missing(key) end
    if value == nil then return nil, unknown(key, "index", native.EINVAL) end
    return value
  end
  if host.finds_indexed or not next(properties) then
    mt.__index = setmetatable(methods, {__index = function(_, key)
      local property = properties[key]
      if property then return property(native.indexed(methods)) end
      local value, e = otherwise(key)
      if e then error(e, 0) end -- here, so that tracebacks have the metamethod
      return value
    end})
  else
    function mt.__index(self, key)
      local method = methods[key]
      if method then return method end
      local property = properties[key]
      if property then return property(self) end
      local value, e = otherwise(key)
      if e then error(e, 0) end -- here, so that tracebacks have the metamethod
      return value
    end
  end
  function mt.__newindex(_, key)
    local e = unknown(key, "assignment", native.EPERM)
    if mt.__members[key] then e.detail = "'" .. key .. "' of " .. name .. " cannot be assigned" end
    error(e, 0)
  end
end

-- Errors -------------------------------------------------------------------------------------------------------

local define = host.define

-- Categories by name; asio[name][code] = { symbol, message, generic } is filled by the managed side.
local asio = {}
local errors = {asio = asio}
local category_names = setmetatable({}, {__mode = "k"})
local category_methods = {}
local category_mt = {__name = "error_category", __metatable = false}

function category_methods:message(code)
  local name = category_names[self]
  if not name then
    local e = host.new_error("generic", native.EINVAL)
    e.arg, e.operation, e.detail = 1, "message", "error_category expected"
    error(e, 0)
  end
  local codes = asio[name]
  if not codes then return check(native.message(name, code)) end
  local known = codes[code]
  return known and known.message or name .. " error"
end

function category_mt.__index(self, key)
  if key == "name" then return category_names[self] end
  return category_methods[key]
end

function category_mt:__tostring() return category_names[self] end
function category_mt.__newindex() error("an error category cannot be changed", 2) end

for _, name in next, {"system", "generic", "runtime", "asio.misc", "asio.netdb", "asio.addrinfo"} do
  local category = setmetatable({}, category_mt)
  category_names[category], errors[name] = name, category
end

local error_mt = {__name = "error"}
local error_methods = {}

-- What is known of an error of one of asio's categories.
local function of_asio(e)
  local codes = asio[category_names[e.category]]
  return codes and codes[e.code]
end

-- The same condition in the generic category, or the error itself if that has no counterpart.
function error_methods:togeneric()
  local known = of_asio(self)
  local code = known and known.generic
  if rawequal(self.category, errors.system) then code = self.code end
  if not code then return self end
  return setmetatable({code = code, category = errors.generic}, error_mt)
end

function error_mt.__index(self, key)
  if key == "message" then return self.category:message(self.code) end
  if key == "symbol" then
    local known = of_asio(self)
    if known then return known.symbol end
    return check(native.symbol(category_names[self.category] or "runtime", self.code))
  end
  return error_methods[key]
end

function error_mt.__tostring(self) return self.category:message(self.code) end

function error_mt.__eq(a, b) return a.code == b.code and rawequal(a.category, b.category) end

errors.metatable = error_mt
host.errors = errors

-- Makes an error value of a category of this program.
function host.new_error(category_name, code)
  return setmetatable({code = code, category = errors[category_name]}, error_mt)
end

-- The error that takes fibers out of everything that they are in when the program ends. It is an interruption for scripts.
host.ENDING = host.new_error("runtime", native.INTERRUPTED)
host.ENDING.detail = "the program ends"

-- A table that makes what it has for a name anew at each access, and lists it through pairs. load() gives what make()
-- works on, by name, when it is first needed; unknown(key) raises.
function host.maker(name, load, make, unknown)
  local known
  local mt = {__name = name, __metatable = false}
  function mt.__index(_, key)
    known = known or load()
    local found = known[key]
    if found == nil then return unknown(key) end
    return make(found)
  end
  function mt.__newindex(_, key)
    local e = host.new_error("generic", native.EPERM)
    e.arg, e.operation = 2, "assignment"
    e.detail = "'" .. tostring(key) .. "' of " .. name .. " cannot be assigned"
    error(e, 0)
  end
  local function each(_, key)
    local found
    key, found = next(known, key)
    if key ~= nil then return key, make(found) end
  end
  function mt:__pairs()
    known = known or load()
    return each, self
  end
  return setmetatable({}, mt)
end

return host
