-- What pcall, xpcall, the coroutine library and the debug library take from shims and from Lua's own libraries, by the numbers of
-- Runtime/Calls/calls.h. scopes.lua, coroutines.lua and debug.lua add theirs.

local native, host = ...
local coroutine, debug, io, getmetatable = coroutine, debug, io, getmetatable
local helpers = native.helpers or {}
host.calls, host.helpers = native.calls or {}, helpers

helpers[7], helpers[12], helpers[20], helpers[27] = host.TOKEN, coroutine.close, coroutine.status, host.stand_ins
helpers[13], helpers[14], helpers[15] = debug.getinfo, debug.getlocal, debug.getupvalue
helpers[16], helpers[17], helpers[18], helpers[22] = debug.sethook, debug.gethook, debug.traceback, debug.setlocal

-- Reading lines, which Lua's own functions do slowly where the library is built without POSIX.
local calls, methods = native.calls, getmetatable(io.stdin).__index
if calls then
  helpers[23], helpers[24], helpers[25], helpers[26] = methods.read, methods.lines, io.read, io.lines
  methods.read, methods.lines, io.read, io.lines = calls.file_read, calls.file_lines, calls.io_read, calls.io_lines
end
