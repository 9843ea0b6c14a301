-- The debug library can change everything in scripts, but not the values on which moonwire's memory safety depends.
-- These are the user values of moonwire's userdata, the locals and upvalues of our functions, and TOKEN, which waiting
-- coroutines yield. Scripts see our Lua functions as C functions, as in lua. Scripts never get the functions of Lua
-- that our stand-ins replace, or the helpers that do a stand-in's work.

local native, host = ...
local debug, error, type, string, getinfo = debug, error, type, string, host.lua.getinfo
local setupvalue, upvaluejoin, setuservalue = debug.setupvalue, debug.upvaluejoin, debug.setuservalue
local getmetatable, setmetatable, rawequal, dump = debug.getmetatable, debug.setmetatable, rawequal, string.dump
local is_ours, pcall, done, bad_type, TOKEN = native.is_ours, host.pcall, host.done, host.bad_type, host.TOKEN

local OWN_SOURCE = "=[moonwire]"

local function refuse(name)
  error("'" .. name .. "' cannot change moonwire's own values", 3)
end

-- Returns true if `info`, a result of getinfo, describes a function of moonwire.
local function is_of_ours(info)
  return info and (info.source == OWN_SOURCE or is_ours(info.func))
end

local function is_own(f)
  return type(f) == "function" and is_of_ours(getinfo(f, "Sf"))
end

local calls = native.calls
if calls then
  local CLEAN_TRACEBACK <const> = 19 -- in calls.h
  host.helpers[CLEAN_TRACEBACK] = function() return host.late("traceback.lua") end
  debug.getinfo, debug.getlocal, debug.setlocal = calls.getinfo, calls.getlocal, calls.setlocal
  debug.getupvalue, debug.traceback = calls.getupvalue, calls.traceback
end

function debug.setupvalue(...)
  if is_own((...)) then refuse("setupvalue") end
  return done("setupvalue", pcall(setupvalue, ...))
end

function debug.upvaluejoin(...)
  local f1, _, f2 = ...
  if is_own(f1) or is_own(f2) then refuse("upvaluejoin") end
  return done("upvaluejoin", pcall(upvaluejoin, ...))
end

-- Hides the metatable of TOKEN. A script can get TOKEN from a C library that resumes a waiting coroutine, and waits
-- depend on the fields of this metatable.
function debug.getmetatable(...)
  if rawequal((...), TOKEN) then return end
  return done("getmetatable", pcall(getmetatable, ...))
end

function debug.setmetatable(...)
  if is_ours((...)) then refuse("setmetatable") end
  return done("setmetatable", pcall(setmetatable, ...))
end

function debug.setuservalue(...)
  if is_ours((...)) then refuse("setuservalue") end
  return done("setuservalue", pcall(setuservalue, ...))
end

function string.dump(...)
  local f = ...
  if type(f) ~= "function" then bad_type(1, "dump", "function", ...) end
  if is_own(f) then error("unable to dump given function", 2) end
  return done("dump", pcall(dump, ...))
end
