-- debug.sethook and debug.gethook, for systems without the C functions of Runtime/Calls. A hook gets no event from
-- inside moonwire's functions. This file uses Lua's own debug library.

local native, host = ...
local debug, type, setmetatable, next = debug, type, setmetatable, next
local getinfo, sethook, gethook, find, sub = debug.getinfo, debug.sethook, debug.gethook, string.find, string.sub
local pcall, done, is_managed = host.pcall, host.done, native.is_ours

local OWN_SOURCE = "=[moonwire]"

-- The number of first frames that a traceback shows before it skips frames.
local FIRST_FRAMES <const> = 10

-- A hook gets the calls and returns of our functions, but no event from inside them. `hooks` maps each function that
-- Lua calls as a hook to the script's hook. The keys of `is_hook` are the scripts' hooks.
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

-- Corrects the fields of getinfo for a script's hook, which our function calls in a tail call, so that the levels are
-- as in lua.
function host.name_hook(info)
  if info.istailcall and is_hook[info.func] and (info.namewhat == "" or not info.namewhat) then
    info.istailcall = false
    if info.namewhat then info.name, info.namewhat = "?", "hook" end
  end
end

-- Corrects the line of a script's hook in a traceback. The traceback begins at the level of the caller's caller.
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

-- Ends without a tail call, because a return hook can then see this function's name.
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
