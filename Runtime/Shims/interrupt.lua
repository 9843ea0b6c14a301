-- Raises errors for the host in Lua code, from inside a hook. This file uses Lua's own debug library.

local native, host = ...
local debug, error, type, getinfo, is_unwinding = debug, error, type, debug.getinfo, native.is_unwinding
local sethook, restore, saved = debug.sethook, debug.sethook, debug.gethook

local OWN_SOURCE = "=[moonwire]"

if native.calls then
  restore, saved = native.calls.sethook, native.calls.gethook
  debug.sethook, debug.gethook = restore, saved
end

-- Called inside a hook. Makes the next instruction of the stopped Lua thread raise an error. If `is_end` is true, only
-- an instruction of a script raises, because a shim may have taken a cleanup handler from its list and not called it
-- yet.
function host.interrupt(is_end)
  local f, mask, count = saved()
  if type(f) ~= "function" then f = nil end -- Lua does not return the hook of a C module
  sethook(function()
    if is_end and getinfo(2, "S").source == OWN_SOURCE then return end
    restore(f, mask, count)
    if not is_end then error("interrupted!", 2) end
    if is_unwinding() then host.raise_end(host.ENDING) end
  end, "", 1)
end
