-- Decides which module the function require returns if one of our modules and another module have the same name, such
-- as "log". A file of the program takes precedence over our module. An installed module takes precedence for installed
-- code, and for a script whose first line names lua. All other code gets our module.

local _, host = ...
local package, error, next, type, rawlen, getinfo, open = package, error, next, type, rawlen, debug.getinfo, io.open
local searchpath, loadlib, loadfile, setmetatable = package.searchpath, package.loadlib, loadfile, setmetatable
local preload, loaded, rawequal, concat = package.preload, package.loaded, rawequal, table.concat
local find, match, gmatch, sub = string.find, string.match, string.gmatch, string.sub
local search_preload, search_lua, search_c, search_root =
  package.searchers[1], package.searchers[2], package.searchers[3], package.searchers[4]

local own, short = host.own, host.own.short

-- The calling code ------------------------------------------------------------------------------------------------

-- Returns true if a file or template is in a folder into which modules are installed. LuaRocks, Debian and Lua itself
-- use "lua/5.4". In Debian, this folder can be a link to the folder of an earlier version.
function own.is_installed(path)
  return find(path, "[/\\]lua[/\\]5%.%d[/\\]") ~= nil
end
local is_installed = own.is_installed

-- Returns the name of the interpreter in the first line of a file, or nil.
local function interpreter_of(path)
  local file <close> = open(path, "r")
  local line = file and file:read("l")
  for word in gmatch(line and match(line, "^#!(.*)") or "", "%S+") do
    local name = match(word, "[^/]*$")
    if name ~= "env" and not find(word, "^%-") and not find(word, "=", 1, true) then return name end
  end
end

local script, is_for_lua

function own.set_script(path)
  script, is_for_lua = path, nil
end

-- Returns true if the script is a program for lua, such as a script that LuaRocks installs. In such a script, a name
-- means the module that lua would load.
function own.is_written_for_lua()
  if is_for_lua == nil then
    local name = script and interpreter_of(script)
    is_for_lua = name ~= nil and find(name, "^lua") ~= nil
  end
  return is_for_lua
end

-- Keys are functions that call require. Values are true if the function is from an installed file.
local installed_functions = setmetatable({}, {__mode = "k"})

-- Returns true if the function of the frame is from an installed file, or nil if the frame does not show the file.
local function is_installed_frame(frame)
  if not frame or frame.istailcall then return nil end
  local f = frame.func
  local known = installed_functions[f]
  if known == nil then
    local source = getinfo(f, "S").source
    if sub(source, 1, 1) ~= "@" then return nil end
    known = is_installed(source)
    installed_functions[f] = known
  end
  return known
end

-- Returns the result of is_installed_frame for the caller's caller.
function own.is_called_by_installed() return is_installed_frame(getinfo(3, "ft")) end

-- Files with the names of our modules -----------------------------------------------------------------------------

-- Keys are names of modules. If the value is true, the function require returns the loaded module without a decision.
local known = {}
own.known = known

-- True if installed code may be running. Calls of require in such code need a decision.
own.has_installed_code = false

-- The results of searches, by name. The results are valid until package.path, package.cpath or package.searchers
-- changes.
local nothing_installed, nothing_beside, path, cpath, searchers, count = {}, {}

-- Returns the templates of a path that lead to files of the program.
local function beside(templates)
  local found = {}
  for template in gmatch(templates, "[^;]+") do
    if not is_installed(template) then found[#found + 1] = template end
  end
  return concat(found, ";")
end

local function has_paths()
  return type(package.path) == "string" and type(package.cpath) == "string" and type(package.searchers) == "table"
end

local function forget_if_changed()
  if path ~= package.path or cpath ~= package.cpath or searchers ~= package.searchers or count ~= rawlen(searchers) then
    path, cpath, searchers = package.path, package.cpath, package.searchers
    count = rawlen(searchers)
    nothing_installed, nothing_beside = {}, {}
    for name in next, short do known[name] = nil end
  end
end

-- Called before a module is loaded. `data` is the data that its searcher has found.
function own.begin_loading(data)
  if has_paths() then forget_if_changed() end
  if not own.has_installed_code and type(data) == "string" and is_installed(data) then
    own.has_installed_code = true
    for name in next, short do known[name] = nil end
  end
end

local function is_standard(searcher)
  return searcher == search_preload or searcher == search_lua or searcher == search_c or searcher == search_root
end

local function has_standard_searchers()
  for i = 1, count do
    if not is_standard(searchers[i]) then return false end
  end
  return true
end

-- Returns true if no file has the name of our module, so that all code gets our module.
function own.is_only_ours(name)
  if not has_paths() then return true end
  forget_if_changed()
  if preload[name] then return false end
  local known = nothing_installed[name]
  if known == nil then
    known = has_standard_searchers() and not searchpath(name, path) and not searchpath(name, cpath)
    nothing_installed[name] = known
  end
  return known
end

-- Returns the loader of a file and the file, or raises an error with the message of Lua's searchers.
local function opened(name, file, loader, message)
  if not loader then error("error loading module '" .. name .. "' from file '" .. file .. "':\n\t" .. message, 0) end
  return loader, file
end

-- Searches the program for a module with the name of one of our modules. Returns its loader, data and searcher, or nil.
function own.find_beside(name)
  if not has_paths() then return nil end
  forget_if_changed()
  if nothing_beside[name] and not preload[name] then return nil end
  local is_sure = true
  for i = 1, count do
    local searcher = searchers[i]
    local loader, data, file
    if searcher == search_preload then
      loader, data = preload[name], ":preload:"
    elseif searcher == search_lua then
      file = searchpath(name, beside(path))
      if file then loader, data = opened(name, file, loadfile(file)) end
    elseif searcher == search_c then
      file = searchpath(name, beside(cpath))
      if file then loader, data = opened(name, file, loadlib(file, "luaopen_" .. name)) end
    elseif searcher ~= search_root then
      is_sure = false
      loader, data = searcher(name)
      if type(loader) ~= "function" or type(data) == "string" and is_installed(data) then loader = nil end
    end
    if loader then return loader, data, searcher end
  end
  nothing_beside[name] = is_sure
end

-- The loaders of modules that are ours if no searcher finds a module of the name.
local last_resorts = {}

function own.add_last_resort(name, loader) last_resorts[name] = loader end

-- The shims of these late modules replace the loaders.
for name, bundle in next, host.late_names do
  local loaders = find(name, "^moonwire%.") and preload or last_resorts
  loaders[name] = function(...)
    host.create(bundle)
    return loaders[name](...)
  end
end

-- Returns the loader and its data, or nil and the message.
function own.last_resort(name, message)
  local loader = last_resorts[name]
  if loader then return loader, ":moonwire:" end
  return nil, message
end

-- The choice ----------------------------------------------------------------------------------------------------------

-- If one of our modules and an installed module have the same name, maps this name to the installed module's key in
-- package.loaded.
local installed_at = {}

function own.keep_apart(name, key) installed_at[name] = key end

-- Chooses the module for the name of one of our modules. Returns its value if it is loaded. Otherwise returns nil, a
-- boolean, and the loader, data and searcher of the module that was found. The boolean is true if only installed code
-- may get this module.
function own.choose(name, ours, is_for_installed, find_loader)
  local value, at = loaded[name], installed_at[name]
  if value and not rawequal(value, ours) then return value end
  local is_apart = is_for_installed and not own.is_written_for_lua()
  if is_apart and at and loaded[at] then return loaded[at] end
  local find = (is_for_installed or not value) and find_loader or own.find_beside
  local loader, data, searcher = find(name)
  if not loader then
    loaded[name] = ours
    return ours
  end
  return nil, is_apart and type(data) == "string" and is_installed(data), loader, data, searcher
end
