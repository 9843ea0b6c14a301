-- The values that end a test when they are raised: a failed assertion, "pending" and "skipped".

local _, host = ...
local place = host.lua and host.late("test_place.lua")
local gsub, error, type, tostring = string.gsub, error, type, tostring
local setmetatable, getmetatable = setmetatable, debug.getmetatable

local failure = {}

local failure_mt = {__name = "failure", __type = "failure"}

function failure_mt:__tostring() return tostring(self.message) end

local pending_mt = {__name = "pending", __type = "pending"}

function pending_mt:__tostring() return tostring(self.message) end

local skip_mt = {__name = "skip", __type = "skip"}

function skip_mt:__tostring() return tostring(self.message) end

-- Returns true for a string, and for a value with __tostring.
local function has_text(value)
  local mt = getmetatable(value)
  return type(value) == "string" or type(mt) == "table" and type(mt.__tostring) == "function"
end
failure.has_text = has_text

-- Returns the text of a value that has one, or nil. The text of an error of moonwire has its place, its detail and its
-- causes, but no stack.
function failure.words(value)
  if host.errors and type(value) == "table" and getmetatable(value) == host.errors.metatable then
    return (gsub(value:report(), "\nstack traceback:.*", ""))
  end
  return has_text(value) and tostring(value) or nil
end

-- Raises a failure. Its message begins with the place of the script's call. `level` is the level of this call: level 1
-- is the caller of failure.raise.
function failure.raise(message, level)
  local at = place.of((level or 1) + 1)
  local e = {text = message, place = at, message = message}
  if type(message) == "string" and at then e.message = at .. ": " .. message end
  error(setmetatable(e, failure_mt), 0)
end

function failure.pending(message)
  error(setmetatable({message = message, place = place.of(2)}, pending_mt), 0)
end

function failure.skip(reason)
  error(setmetatable({message = reason, place = place.of(2)}, skip_mt), 0)
end

-- Returns "failed", "pending", "skipped" or "error".
function failure.kind(value)
  local mt = getmetatable(value)
  if mt == failure_mt then return "failed" end
  if mt == pending_mt then return "pending" end
  if mt == skip_mt then return "skipped" end
  return "error"
end

-- Raises an error unless a time to wait is nil or a finite number of seconds that is not negative. Level 1 is the
-- caller.
function failure.check_seconds(seconds, argument, name, level)
  if seconds == nil or type(seconds) == "number" and seconds >= 0 and seconds < math.huge then return end
  local got = seconds ~= seconds and "not a number" or type(seconds) == "number" and tostring(seconds) or type(seconds)
  failure.raise("bad argument #" .. argument .. " to '" .. name .. "' (number of seconds expected, got " .. got .. ")",
    level + 1)
end

return failure
