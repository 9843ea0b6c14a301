-- Lua's require, written in Lua so that a module's chunk can suspend. There are three additions. './x' and '../x' are
-- relative to the calling file. A cycle of modules is an error that shows the cycle. A fiber that requires a module
-- which another fiber is loading waits for it. Other modules may have the names of our modules: own_modules.lua decides
-- which module is meant.

-- This file is reloaded without line numbers, because error() and luaL_error then add no position for its functions, as
-- for lua's require, which is a C function.
local find, match, gsub, sub = string.find, string.match, string.gsub, string.sub
local here = debug.getinfo(1, "fl")
if here.currentline > 0 then
  local code = string.dump(here.func, true)
  -- The source name follows the header and the number of upvalues. string.dump omits the name, so this code inserts it.
  return load(sub(code, 1, 32) .. "\x8c=[moonwire]" .. sub(code, 34), "=[moonwire]", "b")(...)
end

local native, host = ...
local check, await_loading, bad_type = host.check, host.define(native.await_loading), host.bad_type
local real_path, fiber_number, end_loading = native.real_path, native.fiber_number, native.end_loading
local error, type, rawget, rawequal = error, type, rawget, rawequal
local setmetatable, tostring, remove, concat = setmetatable, tostring, table.remove, table.concat
local loadfile, getinfo, files, next, rawset = loadfile, debug.getinfo, host.module_files, next, rawset
local running, status, ipairs, maxinteger = coroutine.running, coroutine.status, ipairs, math.maxinteger
local _G, package, loaded = _G, package, package.loaded
local own, short, known, choose = host.own, host.own.short, host.own.known, host.own.choose
local search_preload, search_lua = package.searchers[1], package.searchers[2]

-- Loadings --------------------------------------------------------------------------------------------------------

-- The loadings: modules that are being loaded, in the order in which their loading began. Their fields:
--   key            the key in package.loaded
--   text           the name for messages
--   thread, fiber  the Lua thread, and the number of the fiber, that load the module
--   relative       true if the module was required as './x'
-- Fields that are set as soon as their values are known:
--   shown, file            the path of the module's file as it was found, and the real path
--   searcher, loader, data
local loadings = {}
local count = 0

-- The loading for which each fiber waits in require, by the fiber's number.
local awaited = {}

-- The name with which a file was last loaded, because './x' may lead to this file later, and the file of each such
-- name.
local name_of_file, file_of_name = {}, {}

local loading_mt = {__name = "loading"}

local function end_loading_at(i)
  local loading = remove(loadings, i)
  host.calls.count_loadings(-1)
  check(end_loading(loading.number))
end

function loading_mt:__close()
  for i = #loadings, 1, -1 do
    if loadings[i] == self then return end_loading_at(i) end
  end
end

-- Ends the loadings of a coroutine that has failed, because its variables stay open, perhaps forever.
function host.end_loadings_of(co)
  for i = #loadings, 1, -1 do
    if loadings[i].thread == co then end_loading_at(i) end
  end
end

local function begin_loading(key, file, shown)
  count = count + 1
  local loading = {
    number = count, key = key, file = file, shown = shown, text = shown or key, relative = file ~= nil,
    thread = running(), fiber = check(fiber_number()),
  }
  loadings[#loadings + 1] = setmetatable(loading, loading_mt)
  host.calls.count_loadings(1)
  return loading
end

-- Returns true if the loading is below the running call, and false if it is in another fiber or in a coroutine that
-- has yielded.
local function is_active(loading)
  local state = status(loading.thread)
  return state == "running" or state == "normal"
end

-- Appends the names of the loading, and of the loadings that it has caused in its fiber.
local function append_chain(chain, from)
  local found, active = false, is_active(from)
  for _, loading in ipairs(loadings) do
    found = found or loading == from
    local led_to = found and loading.fiber == from.fiber and is_active(loading) == active
    if led_to and chain[#chain] ~= loading.text then chain[#chain + 1] = loading.text end
  end
end

local function cycle(name, chain, first)
  if chain[#chain] ~= first.text or #chain == 1 then chain[#chain + 1] = first.text end
  return "module '" .. name .. "' is required while it is being loaded: " .. concat(chain, " -> ")
end

-- Returns a message if this fiber's wait for the loading would complete a cycle of waiting fibers, or nil.
local function waiting_cycle(name, loading)
  local me, each = check(fiber_number()), loading
  while each and each.fiber ~= me do each = awaited[each.fiber] end
  if not each then return nil end
  local chain, first = {}, each
  append_chain(chain, first)
  each = loading
  while each ~= first do
    append_chain(chain, each)
    each = awaited[each.fiber]
  end
  return cycle(name, chain, first)
end

local awaiting_mt = {__close = function(self) awaited[self.fiber] = nil end}

-- Waits until a loading elsewhere has ended, successfully or not. Returns a message if this fiber cannot wait for the
-- loading.
local function await(name, loading)
  local me = check(fiber_number())
  if loading.fiber == me then
    return "module '" .. name .. "' is being loaded by a coroutine that has yielded"
  end
  local message = waiting_cycle(name, loading)
  if message then return message end
  local _ <close> = setmetatable({fiber = me}, awaiting_mt)
  awaited[me] = loading
  await_loading(loading.number, name)
end

-- Returns a suspended loading with this key, or with this file if either require used a path like './x', or nil.
local function elsewhere(key, file, relative)
  for _, loading in ipairs(loadings) do
    local same = loading.key == key or file and loading.file == file and (relative or loading.relative)
    if same and status(loading.thread) == "suspended" then return loading end
  end
end

-- Returns the loading below this call that `own` would repeat without end, or nil. A loader may require its own name
-- if the name then leads to another loader.
local function repeated(own)
  for _, loading in ipairs(loadings) do
    if loading ~= own and is_active(loading) then
      local same_source = rawequal(loading.searcher, own.searcher) and rawequal(loading.data, own.data)
        and (rawequal(loading.loader, own.loader) or own.searcher ~= search_preload)
      if loading.key == own.key and same_source then return loading end
      if own.file and loading.file == own.file and (own.relative or loading.relative) then return loading end
    end
  end
end

-- The calling file ------------------------------------------------------------------------------------------------

local script = ""

function host.set_script(path)
  script = path
  files.learn(path, check(real_path(path)))
  own.set_script(path)
end

-- Returns the file that main or require runs: the script, or the innermost file that is being loaded in this Lua
-- thread.
local function file_run_by(f)
  if f == host.main then return script end
  local thread = running()
  for i = #loadings, 1, -1 do
    if loadings[i].thread == thread then return loadings[i].shown end
  end
end

-- Returns the path of the file whose code calls require, or "" if the code is not from a file, such as a chunk of the
-- command line. If a tail call hides the file, returns nil and, if known, the file whose code has made the tail call.
local function calling_file()
  local hidden = false
  for level = 2, maxinteger do
    local frame = getinfo(level, "Sft")
    if not frame then break end
    if level > 2 and (frame.what ~= "C" or frame.func == host.main) then
      if frame.func == host.main or frame.func == host.require then
        if hidden then return file_run_by(frame.func) end
      elseif sub(frame.source, 1, 1) == "@" then
        if hidden then return nil, sub(frame.source, 2) end
        return sub(frame.source, 2)
      end
    end
    hidden = hidden or frame.istailcall
  end
  if hidden then return nil end
  return ""
end

-- Returns the file whose code has caused the loading `own`, even if a tail call hides the file.
local function requirer_of(own)
  for i = #loadings, 1, -1 do
    local loading = loadings[i]
    if loading ~= own and loading.thread == own.thread and loading.shown then return loading.shown end
  end
  return script
end

-- require ---------------------------------------------------------------------------------------------------------

local function find_loader(name)
  local searchers = package.searchers
  if type(searchers) ~= "table" then return nil, "'package.searchers' must be a table" end
  local tried = ""
  for i = 1, maxinteger do
    local searcher = rawget(searchers, i)
    if searcher == nil then return own.last_resort(name, "module '" .. name .. "' not found:" .. tried) end
    local loader, data = (searcher or nil)(name) -- an unnamed value, because tracebacks would show a name
    if type(loader) == "function" then return loader, data, searcher end
    if type(loader) == "string" or type(loader) == "number" then tried = tried .. "\n\t" .. loader end
  end
end

-- Returns the globals of a file that is required as './x', and a function to call after the file was loaded. The file
-- sees the program's globals. A global that the file sets belongs to the file. It also becomes a global of the program,
-- unless the program already has a global with this name. If the module then has a value, the file's globals become
-- globals of the program, as in any module. Otherwise the table of the file's globals is the module's value.
local function own_globals()
  local own, metatable = {}, {__index = _G}
  function metatable.__newindex(_, name, value)
    rawset(own, name, value)
    if rawget(_G, name) == nil then _G[name] = value end
  end
  return setmetatable(own, metatable), function(has_value)
    metatable.__newindex = nil
    if not has_value then return next(own) ~= nil and own end
    metatable.__newindex = _G
    for name, value in next, own do
      _G[name] = value
      rawset(own, name, nil)
    end
  end
end

local function load_file(name, path, globals)
  local loader, message = loadfile(path, nil, globals)
  if not loader then
    return nil, "error loading module '" .. name .. "' from file '" .. path .. "':\n\t" .. message
  end
  return loader, path
end

-- Finds the loader and the data of a loading that has begun, unless choose() has found them. On failure, returns nil,
-- the message, and the level for error().
local function prepare(loading, name, loader, data, searcher)
  if loading.relative then
    local globals
    globals, loading.take_globals = own_globals()
    loader, data = load_file(name, loading.shown, globals)
    if not loader then return nil, data, 0 end
  elseif not loader then
    loader, data, searcher = find_loader(name)
    if not loader then
      check(native.not_found(requirer_of(loading)))
      return nil, data, 2
    end
  end
  loading.loader, loading.data, loading.searcher = loader, data, searcher
  if searcher == search_lua and type(data) == "string" then
    loading.file, loading.shown, loading.text = check(real_path(data)), data, gsub(data, "^%./", "")
  end
  local first = repeated(loading)
  if first then
    local chain = {}
    append_chain(chain, first)
    return nil, cycle(name, chain, first), 2
  end
  local other = elsewhere(nil, loading.file, false)
  while other do
    local message = await(name, other)
    if message then return nil, message, 2 end
    other = elsewhere(nil, loading.file, false)
  end
  return loader, data
end

-- Returns the value that is loaded under the key, or under the name with which the file was loaded, or nil.
local function already(key, file)
  local value = loaded[key]
  if value or not file then return value end
  local name = name_of_file[file]
  return name and file_of_name[name] == file and loaded[name]
end

-- True while one of our modules requires the installed module with its own name.
local wants_installed = false

function require(...)
  local name = ...
  local value = loaded[name]
  if value then
    if known[name] then return value end -- most calls
    local ours = short[name]
    if ours and not rawequal(value, ours) then return value end
  end
  if type(name) == "number" then name = tostring(name) end
  if type(name) ~= "string" then bad_type(1, "require", "string", ...) end
  if find(name, "\0", 1, true) then name = match(name, "^[^\0]*") end -- because lua reads the name as a C string

  local key, file, shown = name
  local ours = short[name]
  local is_for_installed, is_apart, loader, data, searcher
  if ours then
    if own.is_only_ours(name) then
      loaded[name], known[name] = ours, true
      return ours
    end
    is_for_installed, wants_installed = wants_installed or own.is_written_for_lua(), false
    if not is_for_installed then is_for_installed = own.is_called_by_installed() end
    if is_for_installed == nil then
      local caller, beneath = calling_file()
      is_for_installed = own.is_installed(caller or beneath or "")
    end
    value, is_apart, loader, data, searcher = choose(name, ours, is_for_installed, find_loader)
    if value then
      known[name] = not own.has_installed_code and rawequal(value, ours)
      return value
    end
  elseif find(name, "^%.%.?/") then
    local caller, beneath = calling_file()
    if caller then
      shown, file = files.resolve(name, caller)
    else
      shown, file = files.guess(name, beneath)
    end
    if not shown then error(file, 2) end
    key = file
  end

  value = not ours and already(key, file)
  if value then
    known[name] = not file
    return value
  end
  local other = elsewhere(key, file, true)
  while other do
    local message = await(name, other)
    if message then error(message, 2) end
    if ours then
      value, is_apart, loader, data, searcher = choose(name, ours, is_for_installed, find_loader)
    else
      value = already(key, file)
    end
    if value then return value end
    other = elsewhere(key, file, true)
  end

  local loading <close> = begin_loading(key, file, shown)
  local level
  loader, data, level = prepare(loading, name, loader, data, searcher)
  if not loader then error(data, level) end
  if loading.file then files.learn(loading.shown, loading.file) end
  own.begin_loading(data)
  if is_apart then
    key = loading.file or data
    own.keep_apart(name, key)
    value = loaded[key]
    if value then return value, data end
  elseif not file then
    if ours and rawequal(loaded[name], ours) then loaded[name] = nil end
    file_of_name[name] = loading.file
    if loading.file then name_of_file[loading.file] = name end
    value = loaded[loading.file or name]
    if value then -- the file was required as './x' before
      loaded[name] = value
      return value, data
    end
  end

  value = (loader or nil)(file or name, data) -- an unnamed value, as in find_loader
  if is_apart then
    local put = loaded[name]
    if put and not rawequal(put, ours) then
      if value == nil then value = put end
      loaded[name] = ours
    end
  end
  if value ~= nil then loaded[key] = value end
  value = loaded[key]
  local names = loading.take_globals and loading.take_globals(value ~= nil)
  if value == nil then
    value = names or true
    loaded[key] = value
  end
  return value, data
end

host.require = require

-- Returns the value under a key of the installed module with the name of one of our modules, or nil.
function own.member_of_installed(name, key)
  if own.is_only_ours(name) then return nil end
  wants_installed, known[name] = true, nil
  local value = host.require(name)
  if type(value) == "table" and not rawequal(value, short[name]) then return value[key] end
end
