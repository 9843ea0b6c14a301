-- Defines the functions with which all modules make their types and errors, and the table that the shims share.
--
-- A managed function that a shim calls returns nil and its values, or an error value, which the shim raises. If the
-- fiber is parked, the function returns true. The shim then yields TOKEN to the loop, and the yield returns the results
-- that the function would have returned. Scripts call most managed functions directly. These functions raise and yield
-- with a deferred exit.

local native = ...
local TOKEN = native.token
local error, setmetatable, rawequal, next, tostring, type = error, setmetatable, rawequal, next, tostring, type
local getmetatable, setupvalue, rawget = debug.getmetatable, debug.setupvalue, rawget
local find, match, concat, _G = string.find, string.match, table.concat, _G
local preload, loaded = package.preload, package.loaded
local yield, registry, failure = coroutine.yield, debug.getregistry(), native.failure

-- The table that the shims share. It contains Lua's own functions, under the names that scripts use for our stand-ins.
local host = {
  TOKEN = TOKEN, yield = yield, state = {false}, pcall = pcall, xpcall = xpcall, running = coroutine.running,
}

-- Lua's own functions for shims that are loaded late, because a script may have replaced the globals by then.
host.lua = {
  getinfo = debug.getinfo, traceback = debug.traceback, type = type, error = error, tointeger = math.tointeger,
  find = string.find, match = string.match, sub = string.sub, gmatch = string.gmatch, concat = table.concat,
  getmetatable = getmetatable, rawequal = rawequal,
}

-- `stand_ins` maps each function of Lua that we replace to its stand-in, and each helper to the stand-in whose work it
-- does. The debug library shows scripts the stand-in. `replaced` contains the original functions of Lua's libraries, so
-- that stand_ins.lua can find their stand-ins later.
host.stand_ins, host.replaced = {}, {[_G] = {pcall = pcall, xpcall = xpcall}}
for _, library in next, {coroutine, debug} do
  local original = {}
  for name, f in next, library do original[name] = f end
  host.replaced[library] = original
end

-- Raises the end of the program, if the error is the end. Message handlers are not called for it. Every function that
-- raises the error of a wait calls this function first.
local ENDING
local raise_end = native.calls and native.calls.raise_end or function(e) error(e, 0) end
local function pass_end(e)
  if rawequal(e, ENDING) then raise_end(e) end
end
host.raise_end, host.pass_end = raise_end, pass_end

-- Raises the error of an error-first result, or returns the values.
local function check(err, ...)
  if err then
    pass_end(err)
    error(err, 0)
  end
  return ...
end
host.check = check

-- Returns the value of a shim. The shim runs when it is first needed. If memory runs out, this function raises, and the
-- next call tries again.
local late = {}
function host.late(name)
  local value = late[name]
  if value == nil then
    value = check(native.shim(name))(native, host)
    late[name] = value
  end
  return value
end

-- The metatable of a table that raises its first element when it is closed.
host.raiser = {__close = function(self)
  pass_end(self[1])
  error(self[1], 0)
end}

local function outcome(err, ...)
  if err == true then return outcome(yield(TOKEN)) end
  if err then
    pass_end(err)
    error(err, 0)
  end
  return ...
end

-- Returns the function that scripts call. `definition` is a managed function that scripts can call directly, or a
-- table { managed function }.
function host.define(definition)
  if type(definition) == "function" then return definition end
  local f = definition[1]
  return function(...)
    local _ <close> = nil -- prevents a tail call, so that tracebacks contain this function
    return outcome(f(...))
  end
end

-- Our modules by name, as far as they were created. `modules` contains all of them, such as "ip.udp", and OwnModules.cs
-- reads it from the registry. `short` contains the modules without a dot in their name. A late module is created when
-- its field of `short` is first read. Until then `late_modules` contains the number of its bundle.
local modules, late_modules, create = {}, native.late_modules
host.late_names = native.late_names
local short = setmetatable({}, {__index = function(self, name)
  if late_modules[name] then
    create(late_modules[name])
    return rawget(self, name)
  end
end})
host.own, registry["moonwire.modules"] = {short = short}, modules

local function load_own(name)
  name = match(name, "^moonwire%.(.*)$")
  if late_modules[name] then create(late_modules[name]) end
  return modules[name]
end

-- Makes the module known to require under its name with the prefix "moonwire.", which always means our module.
local function offer(name, value)
  if type(value) ~= "table" then return end
  modules[name] = value
  if not find(name, ".", 1, true) then short[name] = value end
  preload["moonwire." .. name] = load_own
end
for name in next, late_modules do preload["moonwire." .. name] = load_own end

-- Makes a module's value known to require and, if is_global is true, as a global. The module "a.b" becomes
-- the member b of the module a.
function host.install(name, is_global, value)
  if value == nil then return end
  local parent, member = match(name, "^(.*)%.([^.]+)$")
  if parent then
    host.table_of(parent)[member] = value
  else
    loaded[name] = value
    if is_global then _G[name] = value end
  end
  offer(name, value)
end

-- Copies the globals, because a script may have replaced them when a late module is created.
function host.keep_globals()
  local kept = {}
  for name, value in next, _G do kept[name] = value end
  for _, library in next, {"coroutine", "debug", "math", "os", "string", "table"} do
    local members = {}
    for name, value in next, _G[library] do members[name] = value end
    kept[library] = members
  end
  host.globals = kept
end

-- Creates the late modules of a bundle. If memory is short, the next call creates them again.
function create(bundle)
  local number = 1
  local name, shim, members = check(native.late_module(bundle, number))
  while name do
    setupvalue(shim, 1, host.globals)
    host.install(name, false, shim(members, host))
    number = number + 1
    name, shim, members = check(native.late_module(bundle, number))
  end
  for late, of in next, late_modules do
    if of == bundle then late_modules[late] = nil end
  end
end

host.create = create

-- Creates all late modules, because hints for errors search them for names.
registry["moonwire.create_modules"] = function()
  for _, bundle in next, late_modules do create(bundle) end
end

-- Returns the table of a module that consists of other modules. The table is made when it is first used, becomes known
-- to require, and becomes a global.
function host.table_of(name)
  local parent, member = match(name, "^(.*)%.([^.]+)$")
  local owner = parent and host.table_of(parent) or loaded
  local found = owner[member or name]
  if not found then
    found = {}
    owner[member or name] = found
    if not parent then _G[name] = found end
    offer(name, found)
  end
  return found
end

-- Returns " (did you mean 'x'?)" if an unknown key resembles a key of the table, and otherwise an empty string.
function host.hint(key, known)
  if type(key) ~= "string" then return "" end
  local names = {}
  for name in next, known do names[#names + 1] = name end
  return native.hint(key, concat(names, "\n"))
end

-- Records the members of a type, for messages and for checks against the documentation.
function host.declare(mt, methods, properties)
  local members = {}
  for name in next, methods do members[name] = "method" end
  for name in next, properties do members[name] = "property" end
  mt.__members = members
  registry[mt.__name] = mt
end

-- Returns true if native.indexed finds the indexed value for every instruction that indexes a value.
local function finds_indexed()
  local methods, name = {}, "b"
  local value = setmetatable({}, {__index = methods, __call = function(self) return self end})
  setmetatable(methods, {__index = function() return (native.indexed(methods)) end})
  local function as_upvalue() return value.a end
  return rawequal(value.a, value) and rawequal(value[name], value) and rawequal(value[1], value)
    and rawequal(value:c(), value) and rawequal(as_upvalue(), value)
end
host.finds_indexed = finds_indexed()

-- Gives a type methods and properties. A property is a function that returns the property of a value. No member can be
-- assigned. The metatable's __missing(key) may return other members.
function host.members(mt, methods, properties)
  host.declare(mt, methods, properties)
  local name = mt.__name
  local function unknown(key, what, code, detail)
    return failure("generic", code, what, 2, detail or name .. " has no member '" .. tostring(key) .. "'"
      .. host.hint(key, mt.__members))
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
      if e then error(e, 0) end -- raised here, because tracebacks then contain the metamethod
      return value
    end})
  else
    function mt.__index(self, key)
      local method = methods[key]
      if method then return method end
      local property = properties[key]
      if property then return property(self) end
      local value, e = otherwise(key)
      if e then error(e, 0) end -- raised here, because tracebacks then contain the metamethod
      return value
    end
  end
  function mt.__newindex(_, key)
    local detail = mt.__members[key] and "'" .. key .. "' of " .. name .. " cannot be assigned"
    error(unknown(key, "assignment", native.EPERM, detail), 0)
  end
end

-- Errors -------------------------------------------------------------------------------------------------------

local define = host.define

-- Error categories by name. The managed side fills asio[name][code] = { symbol, message, generic }.
local asio = {}
local errors = {asio = asio}
local category_names = setmetatable({}, {__mode = "k"})
local category_methods = {}
local category_mt = {__name = "error_category", __metatable = false}

function category_methods:message(code)
  local name = category_names[self]
  if not name then
    error(failure("generic", native.EINVAL, "message", 1, "error_category expected"), 0)
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

-- Returns the entry of an error in one of asio's categories, or nil.
local function of_asio(e)
  local codes = asio[category_names[e.category]]
  return codes and codes[e.code]
end

-- Returns the counterpart of the error in the generic category, or the error itself if it has no counterpart.
function error_methods:togeneric()
  local known = of_asio(self)
  local code = known and known.generic
  if rawequal(self.category, errors.system) then code = self.code end
  if not code then return self end
  return setmetatable({code = code, category = errors.generic}, error_mt)
end

-- Returns the text of the error in a report, with the traceback of the joined fiber, if the error comes from join.
function error_methods:report()
  if type(self) ~= "table" or getmetatable(self) ~= error_mt then
    error(failure("generic", native.EINVAL, "report", 1, "error expected, got " .. type(self)), 0)
  end
  local words = check(native.words(self))
  return self.traceback and words .. "\n" .. self.traceback or words
end

-- The late details of errors, whose text is made when it is first needed.
local details = setmetatable({}, {__mode = "k"})

-- Sets the field detail of an error, if its text has not been made yet and the script has not set the field.
local function complete(e)
  local late = details[e]
  if late then
    details[e] = nil
    if rawget(e, "detail") == nil then e.detail = check(native.detail_text(late)) end
  end
end

function error_mt.__index(self, key)
  if key == "detail" then
    complete(self)
    return rawget(self, "detail")
  end
  if key == "message" then return self.category:message(self.code) end
  if key == "symbol" then
    local known = of_asio(self)
    if known then return known.symbol end
    return check(native.symbol(category_names[self.category] or "runtime", self.code))
  end
  return error_methods[key]
end

function error_mt.__tostring(self) return self.category:message(self.code) end

function error_mt:__pairs()
  complete(self)
  return next, self
end

function error_mt.__eq(a, b) return a.code == b.code and rawequal(a.category, b.category) end

errors.metatable, errors.details, errors.complete = error_mt, details, complete
host.errors = errors

-- Makes an error value in a category of moonwire.
function host.new_error(category_name, code)
  return setmetatable({code = code, category = errors[category_name]}, error_mt)
end

-- Raises an error about a call of one of our functions. The error has the position of the call in the script.
-- `argument` and `detail` may be nil.
function host.fail(category_name, code, operation, argument, detail)
  error(failure(category_name, code, operation, argument, detail), 0)
end

-- The error with which all fibers unwind when the program ends. Scripts see this error as an interruption.
ENDING = host.new_error("runtime", native.INTERRUPTED)
ENDING.detail, host.ENDING = "the program ends", ENDING

-- Returns a table that makes a new value at each access to a name, and that pairs can list. load() is called at the
-- first access, and returns a table with the data of each name. make() makes a value from such data. unknown(key)
-- raises an error.
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
    error(failure("generic", native.EPERM, "assignment", 2, "'" .. tostring(key) .. "' of " .. name
      .. " cannot be assigned"), 0)
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
