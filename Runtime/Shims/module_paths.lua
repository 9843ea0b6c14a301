-- Sets the paths of require: the script's folder, MOONWIRE_PATH, and then the paths of lua, including LUA_PATH and
-- LUA_CPATH. The default paths also contain the folders into which Debian and LuaRocks install modules.

local native, host = ...
local check = host.check
local package, getenv, registry = package, os.getenv, debug.getregistry()

-- The defaults of the engine. An engine that is built with other defaults keeps its own.
local LUA_DEFAULT = "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
  .. "/usr/local/lib/lua/5.4/?.lua;/usr/local/lib/lua/5.4/?/init.lua;./?.lua;./?/init.lua"
local C_DEFAULT = "/usr/local/lib/lua/5.4/?.so;/usr/local/lib/lua/5.4/loadall.so;./?.so"

local extension = package.config:sub(1, 1) == "\\" and ".dll" or ".so"

-- Returns an empty path. If a template is added twice, the path keeps the first position.
local function new_path()
  local path, known = {}, {}
  function path:add(template)
    if known[template] then return end
    known[template] = true
    self[#self + 1] = template
  end
  function path:add_all(templates)
    for template in templates:gmatch("[^;]+") do self:add(template) end
  end
  return path
end

-- Adds the templates of a folder. Skips a folder with ; or ? in its name, because these characters have a meaning in
-- templates.
local function add_folder(lua, c, folder)
  if folder == "" or folder:find("[;?]") then return end
  folder = folder:gsub("(.)/+$", "%1")
  folder = folder == "/" and folder or folder .. "/"
  lua:add(folder .. "?.lua")
  lua:add(folder .. "?/init.lua")
  c:add(folder .. "?" .. extension)
end

-- Adds the folders and templates of a part of MOONWIRE_PATH.
local function add_entries(lua, c, entries)
  for entry in entries:gmatch("[^;]+") do
    if not entry:find("?", 1, true) then
      add_folder(lua, c, entry)
    elseif entry:sub(-#extension) == extension then
      c:add(entry)
    else
      lua:add(entry)
    end
  end
end

-- Returns Lua's default paths, with the folders into which Debian and LuaRocks install modules.
local function defaults()
  local lua, c = new_path(), new_path()
  local home, multiarch = getenv("HOME"), check(native.multiarch())
  if home and home:find("^/") and not home:find("[;?]") then
    lua:add(home .. "/.luarocks/share/lua/5.4/?.lua")
    lua:add(home .. "/.luarocks/share/lua/5.4/?/init.lua")
    c:add(home .. "/.luarocks/lib/lua/5.4/?.so")
  end
  lua:add_all(LUA_DEFAULT:gsub("%./.*", ""))
  lua:add_all("/usr/share/lua/5.4/?.lua;/usr/share/lua/5.4/?/init.lua;./?.lua;./?/init.lua")
  c:add("/usr/local/lib/lua/5.4/?.so")
  if multiarch then c:add("/usr/lib/" .. multiarch .. "/lua/5.4/?.so") end
  c:add_all(C_DEFAULT)
  return table.concat(lua, ";"), table.concat(c, ";")
end

-- Returns one of lua's paths with our templates in place of the default. A path without the default stays as it is,
-- after the templates of MOONWIRE_PATH.
local function extended(path, default, ours, named)
  local first, last = path:find(default, 1, true)
  if first then return path:sub(1, first - 1) .. ours .. path:sub(last + 1) end
  return named == "" and path or named .. ";" .. path
end

local engine_path, engine_cpath = package.path, package.cpath

-- Sets package.path and package.cpath for a script, or for a program without a script if `script` is nil.
function host.set_paths(script)
  local lua, c = new_path(), new_path()
  local named_lua, named_c = new_path(), new_path()
  if script then
    for _, folder in ipairs(host.module_files.folders_of(script)) do add_folder(lua, c, folder) end
  end
  local entries = not registry.LUA_NOENV and getenv("MOONWIRE_PATH") or ""
  local before, after = entries:match("^(.-);;(.*)$")
  add_entries(named_lua, named_c, before or entries)
  add_entries(lua, c, before or entries)
  local lua_default, c_default = defaults()
  lua:add_all(lua_default)
  c:add_all(c_default)
  add_entries(lua, c, after or "")
  add_entries(named_lua, named_c, after or "")
  package.path = extended(engine_path, LUA_DEFAULT, table.concat(lua, ";"), table.concat(named_lua, ";"))
  package.cpath = extended(engine_cpath, C_DEFAULT, table.concat(c, ";"), table.concat(named_c, ";"))
  check(native.share_paths(package.path, package.cpath))
end

-- Sets the paths for the script of `steps`, which is { kind, text, ... } as in host.main. Files have the kind 1.
function host.find_modules_for(steps)
  local script
  for i = 1, #steps, 2 do
    if steps[i] == 1 then script = steps[i + 1] end
  end
  host.set_paths(script)
  if script then host.set_script(script) end
end
