-- Finds places in scripts: the innermost line of the stack that belongs to a script, and a traceback without our
-- frames.

local _, host = ...
local getinfo, traceback, type, match, gmatch, sub, concat = host.lua.getinfo, host.lua.traceback, host.lua.type,
  string.match, string.gmatch, string.sub, table.concat

local place = {}

local OWN <const> = "=[moonwire]"

-- Returns "file:line" and the line of the first script frame at or above a level, or nil. Level 1 is the caller.
function place.of(level)
  level = level + 1
  while true do
    local info = getinfo(level, "Sl")
    if not info then return nil end
    if info.currentline > 0 and info.source ~= OWN then
      return info.short_src .. ":" .. info.currentline, info.currentline
    end
    level = level + 1
  end
end

-- Returns the place and the text of a message such as "file:line: text". Without a place, returns nil and the message.
function place.split(message)
  local found, text = match(message, "^([^\n]-:%d+): (.*)$")
  if found then return found, text end
  return nil, message
end

-- Returns the traceback from a level to the function that runs a test or a hook.
function place.trace(level, thread)
  local text = thread and traceback(thread, nil, level) or traceback(nil, level + 1)
  if type(text) ~= "string" then return nil end
  local lines = {}
  for line in gmatch(text, "[^\n]+") do
    if match(line, "^\t%[moonwire%]") then
      if not match(line, "in method") and not match(line, "in function '[%w_.]+'") then line = nil end
    end
    if line and match(line, "^\t%[[%w]+%]: in [%w%s]*'?x?pcall'?$") then line = nil end -- C, or moonwire
    if line and line ~= "stack traceback:" then lines[#lines + 1] = sub(line, 2) end
  end
  while lines[#lines] and match(lines[#lines], "^%[C%]") do lines[#lines] = nil end
  local first = 1
  while lines[first] == "[C]: in function 'error'" or lines[first] == "(...tail calls...)" do first = first + 1 end
  return concat(lines, "\n", first)
end

return place
