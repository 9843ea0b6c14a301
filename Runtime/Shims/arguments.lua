-- Raises errors about wrong arguments of stand-ins, with the messages of Lua's own library.

local native, host = ...
local error, type, select, next, getmetatable = error, type, select, next, getmetatable
local gsub, getinfo, package = string.gsub, debug.getinfo, package

local function type_name(...)
  if select("#", ...) == 0 then return "no value" end
  local value = ...
  local mt = getmetatable(value)
  local name = type(mt) == "table" and mt.__name
  return type(name) == "string" and name or type(value)
end

-- Returns a name such as "coroutine.wrap" for a function that is a member of a loaded module, or nil.
local function global_name(f)
  for module, members in next, package.loaded do
    if type(module) == "string" and type(members) == "table" then
      for name, value in next, members do
        if value == f and type(name) == "string" then return module == "_G" and name or module .. "." .. name end
      end
    end
  end
end

-- Returns the message that luaL_argerror would give for an argument of our function at level 3, which has called this
-- function's caller. The message contains the name with which the script called our function, or `name` if Lua does not
-- know that name.
local function argument_message(position, name, message)
  local info = getinfo(3, "nft")
  if info.name then
    name = info.name
    if info.namewhat == "method" then
      position = position - 1
      if position == 0 then return "calling '" .. name .. "' on bad self (" .. message .. ")" end
    end
  elseif not info.istailcall then
    name = global_name(info.func) or name
  end
  return "bad argument #" .. position .. " to '" .. name .. "' (" .. message .. ")"
end

-- Raises an error about an argument of the stand-in that calls this function. The error has the position of the
-- stand-in's caller.
function host.bad_argument(position, name, message)
  error(argument_message(position, name, message), 3)
end

-- Raises an error about an argument of the wrong type, which is passed after `expected`. If the argument is missing,
-- the message says "no value".
function host.bad_type(position, name, expected, ...)
  error(argument_message(position, name, expected .. " expected, got " .. type_name(...)), 3)
end

-- Returns the results of a library function that a stand-in has called through pcall, or raises its error again. The
-- error gets the position of the stand-in's caller, and the message gets the function's name, because Lua knows neither
-- of them for a function that pcall calls.
function host.done(name, ok, ...)
  if ok then return ... end
  local e = ...
  if type(e) == "string" then e = gsub(e, "to '%?'", "to '" .. name .. "'", 1) end
  error(e, 2)
end
