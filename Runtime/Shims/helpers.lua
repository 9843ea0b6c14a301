-- Fills the table of helpers for the C functions of Runtime/Calls, or for calls.lua, with functions of Lua's own
-- libraries. The numbers are in calls.h. The shims scopes.lua, coroutines.lua and debug.lua add their own functions as
-- helpers.

local native, host = ...
local coroutine, debug, io, getmetatable = coroutine, debug, io, getmetatable
local helpers = native.helpers or {}
host.calls, host.helpers = native.calls or {}, helpers

local TOKEN <const>, CLOSE <const>, STATUS <const>, STAND_INS <const>, ENDING <const> = 7, 12, 20, 27, 28
local GETINFO <const>, GETLOCAL <const>, GETUPVALUE <const>, SETLOCAL <const> = 13, 14, 15, 22
local SETHOOK <const>, GETHOOK <const>, TRACEBACK <const> = 16, 17, 18
local FILE_READ <const>, FILE_LINES <const>, IO_READ <const>, IO_LINES <const> = 23, 24, 25, 26

helpers[TOKEN], helpers[STAND_INS], helpers[ENDING] = host.TOKEN, host.stand_ins, host.ENDING
helpers[CLOSE], helpers[STATUS] = coroutine.close, coroutine.status
helpers[GETINFO], helpers[GETLOCAL], helpers[SETLOCAL] = debug.getinfo, debug.getlocal, debug.setlocal
helpers[GETUPVALUE], helpers[TRACEBACK] = debug.getupvalue, debug.traceback
helpers[SETHOOK], helpers[GETHOOK] = debug.sethook, debug.gethook

-- Puts C functions in place of the functions that read files, because Lua's own functions are slow in an engine that is
-- built without POSIX.
local calls, methods = native.calls, getmetatable(io.stdin).__index
if calls then
  helpers[FILE_READ], helpers[FILE_LINES] = methods.read, methods.lines
  helpers[IO_READ], helpers[IO_LINES] = io.read, io.lines
  methods.read, methods.lines, io.read, io.lines = calls.file_read, calls.file_lines, calls.io_read, calls.io_lines
end
