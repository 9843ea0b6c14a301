-- Makes debug.traceback without moonwire's own frames. This file is loaded when it is first needed, because most
-- tracebacks contain no such frames.

local native, host = ...
local lua, levels, is_ours = host.lua, host.late("debug_levels.lua"), native.is_ours
local below_ours, level_of, is_of_ours = levels.below_ours, levels.level_of, levels.is_of_ours
local getinfo, traceback, type, tointeger, concat = lua.getinfo, lua.traceback, lua.type, lua.tointeger, lua.concat
local find, match, sub, gmatch, error = lua.find, lua.match, lua.sub, lua.gmatch, lua.error
local getmetatable, rawequal, error_mt, ENDING = lua.getmetatable, lua.rawequal, host.errors.metatable, host.ENDING
local pcall, running, done, with_hook = host.pcall, host.running, host.done, host.with_hook
local yield, raise = host.yield, host.raiser.__close

-- Returns the lines of a traceback with our frames shown as frames of C functions. Each of our functions that the
-- script has called keeps one frame. The frames of functions that our functions have called are removed. The frame
-- after the main chunk is the last, as in lua.
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

-- Returns the deepest level of the running thread, as a number that the caller of this function can pass to getinfo.
local function deepest()
  local low, high = 1, 2
  while getinfo(high, "l") do low, high = high, high * 2 end
  while high - low > 1 do
    local middle = (low + high) // 2
    if getinfo(middle, "l") then low = middle else high = middle end
  end
  return low - 1
end

-- A long traceback shows its first frames and its last eleven frames. The code reads more frames than the last eleven,
-- because it then removes moonwire's own frames.
local LAST <const>, ENOUGH <const> = 11, 17
local function with_last(text, last)
  local _, stop = find(text, "\n\t%.%.%.\t%(skipping %d+ levels%)")
  if not stop then return text end
  local lines, first = {}, 1
  for line in gmatch(cleaned(last), "\n[^\n]*") do lines[#lines + 1] = line end
  if #lines > LAST then first = #lines - LAST + 1 end
  return sub(text, 1, stop) .. concat(lines, "", first)
end

-- If Lua's error or yield is at a level because one of our functions raises or waits, returns the number of levels from
-- there to our function. Otherwise returns 0. The level is a number that the caller can pass to getinfo.
local function inside(level)
  local info = getinfo(level + 1, "f")
  local below = info and (info.func == error or info.func == yield) and getinfo(level + 2, "f")
  return below and (below.func == raise and 2 or is_ours(below.func) and 1) or 0
end

-- Returns a traceback of the running thread without the levels inside our functions that raise or wait. The first line
-- begins at `start` in the text and shows `level`, which is a number that this function can pass to getinfo.
local function without_inside(text, start, level)
  if not find(text, "in ?\n\t[C]: in ", start, true) and not find(text, "'error'\n\t[moonwire]:", start, true) then
    return text
  end
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

-- Returns the text of an error of moonwire, because Lua's traceback would return the error unchanged. Returns any other
-- message unchanged.
local function worded(message)
  if getmetatable(message) ~= error_mt or rawequal(message, ENDING) then return message end
  local err, words = native.words(message)
  return err and message or words
end

return function(...)
  local co, message, level = ...
  local ok, text, first
  if type(co) == "thread" then
    message = worded(message)
    if level == nil then level = co == running() and 1 or 0 end
    level = level_of(co, level)
    if level == 0 and is_of_ours(getinfo(co, 1, "Sf")) then level = 1 end
    ok, text = pcall(traceback, co, message, level)
  else
    message, level = worded(co), message == nil and 1 or message
    local n = tointeger(level)
    if n and n > 0 then level = n + inside(n + 1) end
    first = below_ours(level)
    ok, text = pcall(traceback, message, first)
    if ok and with_hook then text = with_hook(text) end
  end
  if not ok then return done("traceback", ok, text) end
  if type(text) ~= "string" or type(message) ~= "string" and type(message) ~= "number" and message ~= nil then
    return text
  end
  local start = message == nil and 0 or #(message .. "") + 1
  start = start + #"stack traceback:"
  if first then text = without_inside(text, start + 1, first) end
  if not find(text, "[moonwire]:", start, true) then return text end
  local last = type(co) ~= "thread" and find(text, "(skipping ", start, true) and traceback("", deepest() - ENOUGH)
  text = sub(text, 1, start) .. cleaned(sub(text, start + 1))
  return last and with_last(text, sub(last, find(last, ":", 1, true) + 1)) or text
end
