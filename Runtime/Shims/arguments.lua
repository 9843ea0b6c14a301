-- Errors of wrong arguments in the words of Lua's own library, for the functions that stand in for its functions.

local native, host = ...
local error, type, select, getmetatable = error, type, select, getmetatable

local function type_name(...)
  if select("#", ...) == 0 then return "no value" end
  local value = ...
  local mt = getmetatable(value)
  local name = type(mt) == "table" and mt.__name
  return type(name) == "string" and name or type(value)
end

-- Raises, as from the line that called a function of ours, which is the one that calls this.
function host.bad_argument(position, name, message)
  error("bad argument #" .. position .. " to '" .. name .. "' (" .. message .. ")", 3)
end

-- The same for an argument of the wrong type, which follows, or for a missing one.
function host.bad_type(position, name, expected, ...)
  error("bad argument #" .. position .. " to '" .. name .. "' (" .. expected .. " expected, got " .. type_name(...) .. ")", 3)
end
