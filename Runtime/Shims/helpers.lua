-- The functions of C (Runtime/Calls), or of calls.lua, take from here functions of Lua's own libraries and of shims. The numbers are
-- those of calls.h. scopes.lua, coroutines.lua and debug.lua add theirs.

local native, host = ...
local coroutine, debug, io, getmetatable = coroutine, debug, io, getmetatable
local helpers = native.helpers or {}
host.calls, host.helpers = native.calls or {}, helpers

local TOKEN <const>, CLOSE <const>, STATUS <const>, STAND_INS <const> = 7, 12, 20, 27
local GETINFO <const>, GETLOCAL <const>, GETUPVALUE <const>, SETLOCAL <const> = 13, 14, 15, 22
local SETHOOK <const>, GETHOOK <const>, TRACEBACK <const> = 16, 17, 18
local FILE_READ <const>, FILE_LINES <const>, IO_READ <const>, IO_LINES <const> = 23, 24, 25, 26

helpers[TOKEN], helpers[CLOSE], helpers[STATUS], helpers[STAND_INS] = host.TOKEN, coroutine.close, coroutine.status, host.stand_ins
helpers[GETINFO], helpers[GETLOCAL], helpers[SETLOCAL] = debug.getinfo, debug.getlocal, debug.setlocal
helpers[GETUPVALUE], helpers[TRACEBACK] = debug.getupvalue, debug.traceback
helpers[SETHOOK], helpers[GETHOOK] = debug.sethook, debug.gethook

-- Reading lines, which Lua's own functions do slowly where the library is built without POSIX.
local calls, methods = native.calls, getmetatable(io.stdin).__index
if calls then
  helpers[FILE_READ], helpers[FILE_LINES], helpers[IO_READ], helpers[IO_LINES] = methods.read, methods.lines, io.read, io.lines
  methods.read, methods.lines, io.read, io.lines = calls.file_read, calls.file_lines, calls.io_read, calls.io_lines
end
