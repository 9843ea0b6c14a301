-- Defines the functions that Lua 5.3 removed from math. A lua that is built with LUA_COMPAT_5_3, such as Debian's,
-- still has these functions.

local native, host = ...
local math, type, select, tonumber = math, type, select, tonumber
local bad_type, bad_argument = host.bad_type, host.bad_argument
local math_type, tointeger, log = math.type, math.tointeger, math.log
-- These managed functions return an error first, which is always nil.
local cosh, sinh, tanh = native.cosh, native.sinh, native.tanh
local square, frexp, ldexp = native.square, native.frexp, native.ldexp

-- Converts an argument to a number, as Lua does, or returns nil.
local function number(value)
  if math_type(value) then return value end
  return type(value) == "string" and tonumber(value) or nil
end

math.atan2 = math.atan

function math.pow(...)
  local x, y = ...
  x, y = number(x), number(y)
  if not x then bad_type(1, "pow", "number", ...) end
  if not y then bad_type(2, "pow", "number", select(2, ...)) end
  if y == 2 then -- Lua computes x ^ 2 as x * x, which may differ from pow in the last bit
    local _, result = square(x)
    return result
  end
  return x ^ y
end

function math.log10(...)
  local x = number((...))
  if not x then bad_type(1, "log10", "number", ...) end
  return (log(x, 10))
end

function math.cosh(...)
  local x = number((...))
  if not x then bad_type(1, "cosh", "number", ...) end
  local _, result = cosh(x)
  return result
end

function math.sinh(...)
  local x = number((...))
  if not x then bad_type(1, "sinh", "number", ...) end
  local _, result = sinh(x)
  return result
end

function math.tanh(...)
  local x = number((...))
  if not x then bad_type(1, "tanh", "number", ...) end
  local _, result = tanh(x)
  return result
end

function math.frexp(...)
  local x = number((...))
  if not x then bad_type(1, "frexp", "number", ...) end
  local _, fraction, exponent = frexp(x)
  return fraction, exponent
end

function math.ldexp(...)
  local x, exponent = ...
  x, exponent = number(x), number(exponent)
  if not x then bad_type(1, "ldexp", "number", ...) end
  if not exponent then bad_type(2, "ldexp", "number", select(2, ...)) end
  exponent = tointeger(exponent)
  if not exponent then bad_argument(2, "ldexp", "number has no integer representation") end
  local _, result = ldexp(x, exponent)
  return result
end
