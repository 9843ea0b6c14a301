-- The debug library keeps its power over scripts, but not over what this program's memory safety rests on: the user
-- values of its userdata, the locals and upvalues of its own functions, and what a waiting coroutine yields. Those
-- functions, written in Lua, are C functions to a script, as in lua; and it never gets hold of Lua's own that they stand
-- in for, or of those that do their work.

local native, host = ...
local debug, error, type, select, string, tointeger = debug, error, type, select, string, math.tointeger
local getinfo, getlocal, setlocal, traceback = debug.getinfo, debug.getlocal, debug.setlocal, debug.traceback
local setupvalue, upvaluejoin = debug.setupvalue, debug.upvaluejoin
local setuservalue, getupvalue = debug.setuservalue, debug.getupvalue
local getmetatable, setmetatable, rawequal = debug.getmetatable, debug.setmetatable, rawequal
local dump, find, match, sub, gmatch = string.dump, string.find, string.match, string.sub, string.gmatch
local concat = table.concat
local is_ours, pcall, running = native.is_ours, host.pcall, host.running
local done, bad_type, name_hook, with_hook = host.done, host.bad_type, host.name_hook, host.with_hook
local yield, raise, stand_ins, TOKEN = host.yield, host.raiser.__close, host.stand_ins, host.TOKEN

local OWN_SOURCE = "=[moonwire]"

local function refuse(name)
  error("'" .. name .. "' does not reach into moonwire itself", 3)
end

-- A level of the running thread, seen from a function of the library that one of ours calls through pcall. If a tail call
-- has called ours, that has taken the place of level 1, which would still be there if it were a C function, as in lua.
local function below_ours(level)
  local n = tointeger(level)
  if not n or n < 0 or n >= 1 << 30 then return level end
  if n > 1 and getinfo(2, "t").istailcall then return n + 1 end
  return n + 2
end

-- Whether a function, of which this is known, is one of this program's: a shim or a managed function.
local function is_of_ours(info)
  return info and (info.source == OWN_SOURCE or is_ours(info.func))
end

-- A suspended coroutine has a function of ours between Lua's yield and the script: a level of it that leaves that out. One
-- that waits is in the function that waits, not in Lua's yield.
local function level_of(co, level)
  if co == running() then return below_ours(level) end
  if type(level) ~= "number" or level < 0 then return level end
  local info = getinfo(co, 1, "Sf")
  return is_of_ours(info) and (level > 0 or is_ours(info.func)) and level + 1 or level
end

local function is_own(f)
  return type(f) == "function" and is_of_ours(getinfo(f, "Sf"))
end

-- The options that a script gave, and those that are needed to know what it may be told.
local function with_more(asked)
  return type(asked) == "string" and asked .. "Sft" or asked
end

-- What a script is told of a function: of ours, what it would be told of a C function. It has given these options.
local function described(asked, ok, info)
  if not ok then return done("getinfo", ok, info) end
  if not info then return info end
  name_hook(info)
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

-- Whether one of our functions runs at a level, as the library takes it in a function that one of ours calls through pcall.
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

-- Our functions have no locals that a script could see.
function debug.getlocal(co, level, ...)
  if is_own(co) then return end
  if type(co) == "thread" then
    level = level_of(co, level)
    if runs_ours(level, co) then return end
  elseif type(co) ~= "function" and co ~= 0 then -- 0 is the library's own function
    co = below_ours(co)
    if runs_ours(co) then return end
  end
  return seen(pcall(getlocal, co, level, ...))
end

function debug.setlocal(co, level, ...)
  if type(co) == "thread" then
    level = level_of(co, level)
    if runs_ours(level, co) then refuse("setlocal") end
  else
    co = below_ours(co)
    if runs_ours(co) then refuse("setlocal") end
  end
  return done("setlocal", pcall(setlocal, co, level, ...))
end

-- The lines of a traceback with our frames as those of C functions: one for each function that the script called,
-- without what that called itself. Where the script ends, lua ends as well.
local function cleaned(text)
  local out, own, n = {}, false, 0
  for line in gmatch(text, "\n[^\n]*") do
    local name = match(line, "^\n\t%[moonwire%]:%d*:? in (.*)$")
    if name then
      if find(out[n] or "", "^\n\t%[C%]: in ") then n = n - 1 end
      n = n + 1
      out[n] = "\n\t[C]: in " .. (find(name, "<", 1, true) and "?" or name)
      own = true
      if find(out[n - 1] or "", "in main chunk", 1, true) and not find(name, "^function '") then
        out[n] = "\n\t[C]: in ?"
        break
      end
    elseif not (own and line == "\n\t(...tail calls...)") then
      n = n + 1
      out[n] = line
      own = false
    end
  end
  return concat(out, "", 1, n)
end

-- The deepest level of the running thread, as the function sees it that calls this.
local function deepest()
  local low, high = 1, 2
  while getinfo(high, "l") do low, high = high, high * 2 end
  while high - low > 1 do
    local middle = (low + high) // 2
    if getinfo(middle, "l") then low = middle else high = middle end
  end
  return low - 1
end

-- A long traceback has its first frames and its last eleven. Of the last, some are ours and go, so that more are taken.
local LAST <const>, ENOUGH <const> = 11, 17
local function with_last(text, last)
  local _, stop = find(text, "\n\t%.%.%.\t%(skipping %d+ levels%)")
  if not stop then return text end
  local lines, first = {}, 1
  for line in gmatch(cleaned(last), "\n[^\n]*") do lines[#lines + 1] = line end
  if #lines > LAST then first = #lines - LAST + 1 end
  return sub(text, 1, stop) .. concat(lines, "", first)
end

-- How many levels lie between a level, as the function sees it that calls this, and the function of ours that raises or
-- waits there by means of them.
local function inside(level)
  local info = getinfo(level + 1, "f")
  local below = info and (info.func == error or info.func == yield) and getinfo(level + 2, "f")
  return below and (below.func == raise and 2 or is_ours(below.func) and 1) or 0
end

-- A traceback of the running thread, whose lines start here and at a level, as the function sees it that calls this,
-- without what is inside functions that raise or wait.
local function without_inside(text, start, level)
  if not find(text, "in ?\n\t[C]: in ", start, true) and not find(text, "'error'\n\t[moonwire]:", start, true) then return text end
  local out, left = {sub(text, 1, start - 1)}, 0
  for line in gmatch(sub(text, start), "\n[^\n]*") do
    local skipped = match(line, "^\n\t%.%.%.\t%(skipping (%d+) levels%)$")
    local is_level = not skipped and line ~= "\n\t(...tail calls...)"
    if is_level and left == 0 then left = inside(level) end
    if is_level and left > 0 then left = left - 1 else out[#out + 1] = line end
    level = level + (skipped and skipped + 1 or is_level and 1 or 0)
  end
  return concat(out)
end

function debug.traceback(...)
  local co, message, level = ...
  local ok, text, first
  if type(co) == "thread" then
    if level == nil then level = co == running() and 1 or 0 end
    level = level_of(co, level)
    if level == 0 and is_of_ours(getinfo(co, 1, "Sf")) then level = 1 end
    ok, text = pcall(traceback, co, message, level)
  else
    message, level = co, message == nil and 1 or message
    local n = tointeger(level)
    if n and n > 0 then level = n + inside(n + 1) end
    first = below_ours(level)
    ok, text = pcall(traceback, message, first)
    if ok then text = with_hook(text) end
  end
  if not ok then return done("traceback", ok, text) end
  if type(text) ~= "string" or type(message) ~= "string" and type(message) ~= "number" and message ~= nil then return text end
  local start = message == nil and 0 or #(message .. "") + 1
  start = start + #"stack traceback:"
  if first then text = without_inside(text, start + 1, first) end
  if not find(text, "[moonwire]:", start, true) then return text end
  local last = type(co) ~= "thread" and find(text, "(skipping ", start, true) and traceback("", deepest() - ENOUGH)
  text = sub(text, 1, start) .. cleaned(sub(text, start + 1))
  return last and with_last(text, sub(last, find(last, ":", 1, true) + 1)) or text
end

local calls = native.calls
if calls then
  local CLEAN_TRACEBACK <const> = 19 -- in calls.h
  host.helpers[CLEAN_TRACEBACK] = debug.traceback
  debug.getinfo, debug.getlocal, debug.traceback = calls.getinfo, calls.getlocal, calls.traceback
end

function debug.getupvalue(f, ...)
  if is_own(f) then return end
  return done("getupvalue", pcall(getupvalue, f, ...))
end

if calls then debug.getupvalue, debug.setlocal = calls.getupvalue, calls.setlocal end

function debug.setupvalue(f, ...)
  if is_own(f) then refuse("setupvalue") end
  return done("setupvalue", pcall(setupvalue, f, ...))
end

function debug.upvaluejoin(f1, n1, f2, n2)
  if is_own(f1) or is_own(f2) then refuse("upvaluejoin") end
  return done("upvaluejoin", pcall(upvaluejoin, f1, n1, f2, n2))
end

-- A C library that resumes a coroutine which waits gets TOKEN; what that has its metatable for rests on that.
function debug.getmetatable(...)
  if rawequal((...), TOKEN) then return end
  return done("getmetatable", pcall(getmetatable, ...))
end

function debug.setmetatable(value, ...)
  if is_ours(value) then refuse("setmetatable") end
  return done("setmetatable", pcall(setmetatable, value, ...))
end

function debug.setuservalue(value, ...)
  if is_ours(value) then refuse("setuservalue") end
  return done("setuservalue", pcall(setuservalue, value, ...))
end

function string.dump(...)
  local f = ...
  if type(f) ~= "function" then bad_type(1, "dump", "function", ...) end
  if is_own(f) then error("unable to dump given function", 2) end
  return done("dump", pcall(dump, ...))
end
