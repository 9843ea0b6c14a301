-- What the native library lacks of io and os, being built without POSIX: io.popen, a safe os.tmpname, and the statuses
-- of os.execute.

local native, host = ...
local error, type, tostring, select, getmetatable = error, type, tostring, select, getmetatable
local execute, byte = os.execute, string.byte

local function type_name(...)
  if select("#", ...) == 0 then return "no value" end
  local value = ...
  local mt = getmetatable(value)
  local name = type(mt) == "table" and mt.__name
  return type(name) == "string" and name or type(value)
end

local function bad_argument(position, name, message)
  error("bad argument #" .. position .. " to '" .. name .. "' (" .. message .. ")", 3)
end

-- Passes the values of a managed function on: the results, or nil, a message and a number.
local function results(err, ...)
  if err then error(err, 0) end
  return ...
end

if native.popen then
  function io.popen(...)
    local command, mode = ...
    if type(command) == "number" then command = tostring(command) end
    if type(command) ~= "string" then
      bad_argument(1, "popen", "string expected, got " .. type_name(...))
    end
    if mode == nil then mode = "r" end
    if type(mode) ~= "string" and type(mode) ~= "number" then
      bad_argument(2, "popen", "string expected, got " .. type_name(mode))
    end
    if mode ~= "r" and mode ~= "w" then bad_argument(2, "popen", "invalid mode") end
    return results(native.popen(command, mode))
  end

  function os.tmpname()
    local err, name = native.tmpname()
    if err then error(err, 0) end
    if not name then error("unable to generate a unique filename", 2) end
    return name
  end

  -- The library passes the status of wait(2) on as it is.
  local function decoded(ok, what, status)
    if what ~= "exit" then return ok, what, status end
    local signal = status & 0x7f
    if signal ~= 0 then return nil, "signal", signal end
    status = status >> 8 & 0xff
    if status == 0 then return true, "exit", 0 end
    return nil, "exit", status
  end

  function os.execute(...)
    local command = ...
    if command == nil then return execute() end
    if type(command) ~= "string" and type(command) ~= "number" then
      bad_argument(1, "execute", "string expected, got " .. type_name(command))
    end
    return decoded(execute(command))
  end
end
