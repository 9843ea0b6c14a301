-- Names that our modules share with others: which module require gives for "log", and to whom. A file of the program comes
-- before ours for everybody. An installed module is for installed code, and for a script whose first line names lua;
-- the other code of a program gets ours.

local _, host = ...
local package, error, next, type, rawlen, getinfo, open = package, error, next, type, rawlen, debug.getinfo, io.open
local searchpath, loadlib, loadfile, setmetatable = package.searchpath, package.loadlib, loadfile, setmetatable
local preload, loaded, rawequal, concat = package.preload, package.loaded, rawequal, table.concat
local search_preload, search_lua, search_c, search_root =
  package.searchers[1], package.searchers[2], package.searchers[3], package.searchers[4]

local own, short = host.own, host.own.short

-- The calling code --------------------------------------------------------------------------------------------------------

-- Whether a file or template is in a folder that modules are installed to: LuaRocks, Debian and Lua itself have "lua/5.4",
-- which Debian links to an earlier one.
function own.is_installed(path)
  return path:find("[/\\]lua[/\\]5%.%d[/\\]") ~= nil
end
local is_installed = own.is_installed

-- The name of the interpreter in the first line, or nil.
local function interpreter_of(path)
  local file <close> = open(path, "r")
  local line = file and file:read("l")
  for word in (line and line:match("^#!(.*)") or ""):gmatch("%S+") do
    local name = word:match("[^/]*$")
    if name ~= "env" and not word:find("^%-") and not word:find("=", 1, true) then return name end
  end
end

local script, is_for_lua

function own.set_script(path)
  script, is_for_lua = path, nil
end

-- Whether the script is a program for lua, such as one that LuaRocks installs: names mean there what they mean in lua.
function own.is_written_for_lua()
  if is_for_lua == nil then
    local name = script and interpreter_of(script)
    is_for_lua = name ~= nil and name:find("^lua") ~= nil
  end
  return is_for_lua
end

-- By function that calls require: whether the function is installed code.
local installed_functions = setmetatable({}, {__mode = "k"})

-- Whether the function with this frame is of an installed file; nil if that takes a closer look.
local function is_installed_frame(frame)
  if not frame or frame.istailcall then return nil end
  local f = frame.func
  local known = installed_functions[f]
  if known == nil then
    local source = getinfo(f, "S").source
    if source:sub(1, 1) ~= "@" then return nil end
    known = is_installed(source)
    installed_functions[f] = known
  end
  return known
end

-- Whether the function that calls the caller's caller is of an installed file.
function own.is_called_by_installed() return is_installed_frame(getinfo(3, "ft")) end

-- Which files there are -----------------------------------------------------------------------------------------------

-- Names of loaded modules that require has nothing to decide about.
local known = {}
own.known = known

-- Whether installed code may be running, which then calls require.
own.has_installed_code = false

-- What was found for each name, as long as nobody changes where require looks.
local nothing_installed, nothing_beside, path, cpath, searchers, count = {}, {}

-- The templates of a path for files of the program.
local function beside(templates)
  local found = {}
  for template in templates:gmatch("[^;]+") do
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

-- Tells that a module is about to be loaded, and the data that its searcher has found.
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

-- Whether no file has the name of one of ours, so that everybody gets ours.
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

-- The loader of a file that was found, or an error in the words of Lua's searchers.
local function opened(name, file, loader, message)
  if not loader then error("error loading module '" .. name .. "' from file '" .. file .. "':\n\t" .. message, 0) end
  return loader, file
end

-- Finds what the program itself has under the name of one of ours: a loader and its data, and the searcher; or nil.
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

-- The choice ----------------------------------------------------------------------------------------------------------

-- The fields of package.loaded that have the installed modules which share a name with ours, by that name.
local installed_at = {}

function own.keep_apart(name, key) installed_at[name] = key end

-- For the name of one of our modules: its value, if that is loaded; or nil, whether what was found is for installed code
-- only, and what was found.
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
