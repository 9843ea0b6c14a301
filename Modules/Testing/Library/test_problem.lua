-- Converts an error of a test or a hook to the description in events: the message, the place and the trace.

local _, host = ...
local failure, place = host.late("test_failure.lua"), host.late("test_place.lua")
local format_value = host.late("test_format.lua")
local type, tostring, xpcall, getmetatable = type, tostring, xpcall, debug.getmetatable

local problem = {}

local function is_own_error(e)
  return host.errors and type(e) == "table" and getmetatable(e) == host.errors.metatable
end

-- Returns the message without its place, and the place, or nil if the error has no place.
local function words_of(e)
  if failure.kind(e) ~= "error" then
    local text = e.text
    if text == nil then text = e.message end
    return failure.words(text) or format_value(text), e.place
  end
  if is_own_error(e) then
    local report = e:report():gsub("\nstack traceback:.*", "")
    local at, text = place.split(report)
    return text, at
  end
  if not failure.has_text(e) then return e == nil and "the error is nil" or format_value(e) end
  local at, text = place.split(tostring(e))
  return text, at
end

-- A message handler: returns {kind, message, place, trace, error}.
local function handler(e)
  local message, at = words_of(e)
  return {
    kind = failure.kind(e), message = message, place = at or place.of(2), trace = place.trace(2), error = e,
  }
end

-- Returns the description of an error whose stack no longer exists.
function problem.of(e)
  local message, at = words_of(e)
  return {kind = failure.kind(e), message = message, place = at, error = e}
end

-- Calls a function. Returns true, or false and the description of the error that the function has raised.
function problem.call(f)
  local ok, e = xpcall(f, handler)
  if ok then return true end
  if type(e) == "table" and e.kind then return false, e end
  return false, problem.of(e) -- the handler itself ran out of memory
end

return problem
