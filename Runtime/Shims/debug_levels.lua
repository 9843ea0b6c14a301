-- Converts levels and recognizes moonwire's functions, for the debug functions that are written in Lua. This file is
-- loaded when it is first needed.

local native, host = ...
local lua, is_ours, running = host.lua, native.is_ours, host.running
local getinfo, tointeger, type = lua.getinfo, lua.tointeger, lua.type
local levels = {}

-- Converts a level of the running thread, which a script has passed to our function, for the library function that our
-- function calls through pcall. If the script has called our function with a tail call, our frame has replaced the
-- script's frame at level 1. In lua, the script's frame would still exist, because the called function would be a C
-- function.
function levels.below_ours(level)
  local n = tointeger(level)
  if not n or n < 0 or n >= 1 << 30 then return level end
  if n > 1 and getinfo(2, "t").istailcall then return n + 1 end
  return n + 2
end
local below_ours = levels.below_ours

-- Returns true if `info`, a result of getinfo, describes a function of moonwire.
local function is_of_ours(info)
  return info and (info.source == "=[moonwire]" or is_ours(info.func))
end
levels.is_of_ours = is_of_ours

-- Converts a level of a coroutine. In a suspended coroutine, our function at level 1 is between Lua's yield and the
-- script, and is skipped. If the coroutine waits for the loop, level 0 is the managed function that waits, not Lua's
-- yield.
function levels.level_of(co, level)
  if co == running() then return below_ours(level) end
  if type(level) ~= "number" or level < 0 then return level end
  local info = getinfo(co, 1, "Sf")
  return is_of_ours(info) and (level > 0 or is_ours(info.func)) and level + 1 or level
end

return levels
