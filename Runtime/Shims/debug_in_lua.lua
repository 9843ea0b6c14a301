-- Lua versions of the functions of debug that are in C (Runtime/Calls), for systems without the C functions. This file
-- uses Lua's own debug library.

local native, host = ...
local debug, error, type, tointeger, find = debug, error, type, math.tointeger, string.find
local getinfo, getlocal, setlocal, getupvalue = debug.getinfo, debug.getlocal, debug.setlocal, debug.getupvalue
local pcall, done, name_hook, stand_ins = host.pcall, host.done, host.name_hook, host.stand_ins
local levels = host.late("debug_levels.lua")
local below_ours, level_of, is_of_ours = levels.below_ours, levels.level_of, levels.is_of_ours

local OWN_SOURCE = "=[moonwire]"

local function refuse()
  error("'setlocal' cannot change moonwire's own values", 3)
end

local function is_own(f)
  return type(f) == "function" and is_of_ours(getinfo(f, "Sf"))
end

-- Adds S, f and t to the options of a script, because described() needs their fields.
local function with_more(asked)
  return type(asked) == "string" and asked .. "Sft" or asked
end

-- Returns the table of getinfo as a script may see it, with our functions shown as C functions. `asked` contains the
-- script's options. The fields of other options are removed.
local function described(asked, ok, info)
  if not ok then return done("getinfo", ok, info) end
  if not info then return info end
  name_hook(info)
  if info.nups and is_of_ours(info) then info.nups = 0 end
  if info.source == OWN_SOURCE then
    info.source, info.short_src, info.what, info.linedefined, info.lastlinedefined = "=[C]", "[C]", "C", -1, -1
    info.currentline = info.currentline and -1
    info.activelines = nil
    if info.nparams then info.nparams, info.isvararg = 0, true end
  end
  if type(asked) == "string" then
    if not find(asked, "S", 1, true) then
      info.source, info.short_src, info.what, info.linedefined, info.lastlinedefined = nil, nil, nil, nil, nil
    end
    if not find(asked, "f", 1, true) then info.func = nil end
    if not find(asked, "t", 1, true) then info.istailcall = nil end
  end
  info.func = stand_ins[info.func] or info.func
  return info
end

function debug.getinfo(...)
  local co, level, what = ...
  if type(co) == "thread" then
    return described(what, pcall(getinfo, co, level_of(co, level), with_more(what)))
  end
  if co == nil then return done("getinfo", pcall(getinfo, ...)) end
  what = level
  if type(co) ~= "function" then co = below_ours(co) end
  return described(what, pcall(getinfo, co, with_more(what)))
end

-- Returns true if one of our functions runs at a level. The level is a result of below_ours or level_of.
local function runs_ours(level, co)
  local n, info = tointeger(level), nil
  if not n then return false end
  if co then info = getinfo(co, n, "Sf") else info = getinfo(n, "Sf") end
  return is_of_ours(info)
end

local function seen(ok, ...)
  if not ok then return done("getlocal", ok, ...) end
  local name, value = ...
  local other = stand_ins[value]
  if other then return name, other end
  return ...
end

-- Returns nothing for our functions, because scripts must not see their locals.
function debug.getlocal(co, level, ...)
  if is_own(co) then return end
  if type(co) == "thread" then
    level = level_of(co, level)
    if runs_ours(level, co) then return end
  elseif type(co) ~= "function" and co ~= 0 then -- level 0 is the library function itself
    co = below_ours(co)
    if runs_ours(co) then return end
  end
  return seen(pcall(getlocal, co, level, ...))
end

function debug.setlocal(co, level, ...)
  if type(co) == "thread" then
    level = level_of(co, level)
    if runs_ours(level, co) then refuse() end
  else
    co = below_ours(co)
    if runs_ours(co) then refuse() end
  end
  return done("setlocal", pcall(setlocal, co, level, ...))
end

function debug.getupvalue(...)
  if is_own((...)) then return end
  return done("getupvalue", pcall(getupvalue, ...))
end

debug.traceback = host.late("traceback.lua")
