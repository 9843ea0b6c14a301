-- The debug library keeps its power over scripts, but not over what this program's memory safety rests on: the user
-- values of its userdata, and the locals and upvalues of its own functions.

local native, host = ...
local debug, error, type, select = debug, error, type, select
local getinfo, getlocal, setlocal, traceback = debug.getinfo, debug.getlocal, debug.setlocal, debug.traceback
local setupvalue, upvaluejoin = debug.setupvalue, debug.upvaluejoin
local setuservalue, getupvalue, setmetatable = debug.setuservalue, debug.getupvalue, debug.setmetatable
local gethook, sethook = debug.gethook, debug.sethook
local is_ours = native.is_ours

local OWN_SOURCE = "=[moonwire]"

local function refuse(name)
  error("'" .. name .. "' does not reach into moonwire itself", 3)
end

-- A suspended coroutine has our yield between Lua's and the script: a level of it that leaves ours out.
local function level_of(co, level)
  if type(level) ~= "number" or level < 1 then return level end
  local top = getinfo(co, 1, "S")
  return top and top.source == OWN_SOURCE and level + 1 or level
end

-- Whether a function is one of this program's: a shim, or a managed function, which shims alone hold.
local function is_own(f)
  local info = type(f) == "function" and getinfo(f, "S")
  return info and (info.source == OWN_SOURCE or is_ours(f))
end

function debug.getinfo(co, level, ...)
  if type(co) == "thread" then return getinfo(co, level_of(co, level), ...) end
  if type(co) == "number" and co >= 0 then return getinfo(co + 1, level, ...) end
  return getinfo(co, level, ...)
end

function debug.getlocal(co, level, ...)
  if type(co) == "thread" then return getlocal(co, level_of(co, level), ...) end
  if type(co) == "number" then return getlocal(co + 1, level, ...) end
  return getlocal(co, level, ...)
end

function debug.setlocal(co, level, ...)
  local info
  if type(co) == "thread" then
    level = level_of(co, level)
    info = type(level) == "number" and getinfo(co, level, "S")
  elseif type(co) == "number" then
    co = co + 1
    info = getinfo(co, "S")
  end
  if info and info.source == OWN_SOURCE then refuse("setlocal") end
  return setlocal(co, level, ...)
end

-- The frames of shims say nothing to a script; where its own end, lua ends as well.
function debug.traceback(co, ...)
  local text
  if type(co) == "thread" then
    text = traceback(co, ...)
  else
    local level = ...
    text = traceback(co, type(level) == "number" and level + 1 or level)
  end
  if type(text) ~= "string" then return text end
  text = text:gsub("\n\t%[C%]: in function 'xpcall'\n\t%[moonwire%]:[^\n]*", "\n\t[C]: in ?")
  text = text:gsub("\n\t%[moonwire%]:[^\n]*", "")
  return (text:gsub("in local 'main_chunk'", "in main chunk"))
end

function debug.getupvalue(f, ...)
  if is_own(f) then return end
  return getupvalue(f, ...)
end

function debug.setupvalue(f, ...)
  if is_own(f) then refuse("setupvalue") end
  return setupvalue(f, ...)
end

function debug.upvaluejoin(f1, n1, f2, n2)
  if is_own(f1) or is_own(f2) then refuse("upvaluejoin") end
  return upvaluejoin(f1, n1, f2, n2)
end

function debug.setmetatable(value, ...)
  if is_ours(value) then refuse("setmetatable") end
  return setmetatable(value, ...)
end

function debug.setuservalue(value, ...)
  if is_ours(value) then refuse("setuservalue") end
  return setuservalue(value, ...)
end

-- Called inside a hook: the next instruction of the Lua thread that was stopped raises an error.
return function()
  local f, mask, count = gethook()
  if type(f) ~= "function" then f = nil end -- a hook of a C module is not known to Lua
  sethook(function()
    sethook(f, mask, count)
    error("interrupted!", 2)
  end, "", 1)
end
