-- debug.sethook and gethook: hooks do not look into this program's own functions. Uses debug as Lua has it.

local native, host = ...
local debug, error, type, setmetatable, next = debug, error, type, setmetatable, next
local getinfo, sethook, gethook, find, sub = debug.getinfo, debug.sethook, debug.gethook, string.find, string.sub
local pcall, done, is_managed, is_unwinding = host.pcall, host.done, native.is_ours, native.is_unwinding

local OWN_SOURCE = "=[moonwire]"

-- How many frames a traceback has before it leaves some out.
local FIRST_FRAMES <const> = 10

-- Hooks see our functions called and returning, and nothing of what goes on inside them. By what Lua calls; and the
-- scripts' own.
local hooks = setmetatable({}, {__mode = "k"})
local is_hook = setmetatable({}, {__mode = "k"})

local function is_inside(event)
  local callee = getinfo(3, "S")
  local is_ours = callee and callee.source == OWN_SOURCE
  if event == "line" or event == "count" or event == "tail call" then return is_ours end
  local caller = callee and (is_ours or callee.what == "C") and getinfo(4, "Sf")
  if caller and caller.func == pcall then caller = getinfo(5, "Sf") end
  return caller and (caller.source == OWN_SOURCE or is_managed(caller.func))
end

local function filter(hook)
  local function filtered(event, line)
    if not is_inside(event) then return hook(event, line) end
  end
  hooks[filtered], is_hook[hook] = hook, true
  return filtered
end

-- A hook is called by ours in a tail call, so that the levels are as in lua; what is told of it is set right.
function host.name_hook(info)
  if info.istailcall and is_hook[info.func] and (info.namewhat == "" or not info.namewhat) then
    info.istailcall = false
    if info.namewhat then info.name, info.namewhat = "?", "hook" end
  end
end

-- The same in a traceback, whose first frames are the levels from the caller's caller on.
function host.with_hook(text)
  if type(text) ~= "string" or not next(is_hook) then return text end
  for level = 3, FIRST_FRAMES + 3 do
    local info = getinfo(level, "Slft")
    if not info then break end
    if info.istailcall and is_hook[info.func] then
      local place = "\n\t" .. info.short_src .. ":" .. info.currentline .. ": in "
      local wrong = place .. "function <" .. info.short_src .. ":" .. info.linedefined .. ">\n\t(...tail calls...)"
      local first, last = find(text, wrong, 1, true)
      if first then return sub(text, 1, first - 1) .. place .. "hook '?'" .. sub(text, last + 1) end
    end
  end
  return text
end

-- No tail call, so that a hook can see the name of what returns.
function debug.sethook(co, hook, ...)
  if type(co) == "function" then
    co = filter(co)
  elseif type(co) == "thread" and type(hook) == "function" then
    hook = filter(hook)
  end
  local ok, e = pcall(sethook, co, hook, ...)
  if not ok then return done("sethook", ok, e) end
end

local function unfiltered(hook, ...)
  return hooks[hook] or hook, ...
end

function debug.gethook(...)
  return unfiltered(gethook(...))
end

local restore, saved = sethook, gethook
if native.calls then
  restore, saved = native.calls.sethook, native.calls.gethook
  debug.sethook, debug.gethook = restore, saved
end

-- Called inside a hook: the next instruction of the Lua thread that was stopped raises an error; or, if the program
-- ends, the next instruction of a script. None of ours, because a cleanup handler may be between its list and its call.
function host.interrupt(is_end)
  local f, mask, count = saved()
  if type(f) ~= "function" then f = nil end -- a hook of a C module is not known to Lua
  sethook(function()
    if is_end and getinfo(2, "S").source == OWN_SOURCE then return end
    restore(f, mask, count)
    if not is_end then error("interrupted!", 2) end
    if is_unwinding() then error(host.ENDING, 0) end
  end, "", 1)
end
