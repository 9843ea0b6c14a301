-- Errors of wrong arguments in the words of Lua's own library, for the functions that stand in for its functions.

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

-- "coroutine.wrap" for a function that a loaded module has under this name, or nil.
local function global_name(f)
  for module, members in next, package.loaded do
    if type(module) == "string" and type(members) == "table" then
      for name, value in next, members do
        if value == f and type(name) == "string" then return module == "_G" and name or module .. "." .. name end
      end
    end
  end
end

-- The message of luaL_argerror about a function of ours, which calls who calls this. Its name is what the script calls it.
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

-- Raises, as from the line that called a function of ours, which is the one that calls this.
function host.bad_argument(position, name, message)
  error(argument_message(position, name, message), 3)
end

-- The same for an argument of the wrong type, which follows, or for a missing one.
function host.bad_type(position, name, expected, ...)
  error(argument_message(position, name, expected .. " expected, got " .. type_name(...)), 3)
end

-- Ends a function of the library: its results, or its error, with its name, as raised by the caller. The library's
-- function was called through pcall, so that it knows neither.
function host.done(name, ok, ...)
  if ok then return ... end
  local e = ...
  if type(e) == "string" then e = gsub(e, "to '%?'", "to '" .. name .. "'", 1) end
  error(e, 2)
end
