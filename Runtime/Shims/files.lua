-- Defines functions that the engine lacks because it is built without POSIX: io.popen, a safe os.tmpname, and
-- os.execute with the right statuses. Also makes io.open and io.tmpfile collect garbage if no descriptor is left,
-- because the collector closes the files that the script has dropped.

local native, host = ...
local error, type, tostring = error, type, tostring
local bad_argument, bad_type, execute = host.bad_argument, host.bad_type, os.execute
local open, tmpfile, collectgarbage, find = io.open, io.tmpfile, collectgarbage, string.find
local ENFILE, EMFILE = 23, 24

-- Collects garbage and returns true if the error number means that no descriptor is left. The caller then tries again,
-- because the collector may have closed files.
local function has_collected(number)
  if number ~= EMFILE and number ~= ENFILE then return false end
  collectgarbage()
  collectgarbage() -- frees the objects that finalizers of the first collection have released
  return true
end

function io.open(...)
  local name, mode = ...
  if type(name) ~= "string" and type(name) ~= "number" then bad_type(1, "open", "string", ...) end
  if mode ~= nil then
    if type(mode) ~= "string" and type(mode) ~= "number" then bad_type(2, "open", "string", mode) end
    if not find(mode, "^[rwa]%+?b*$") then bad_argument(2, "open", "invalid mode") end
  end
  local file, message, number = open(name, mode)
  if file then return file end
  if has_collected(number) then return open(name, mode) end
  return nil, message, number
end

function io.tmpfile()
  local file, message, number = tmpfile()
  if file then return file end
  if has_collected(number) then return tmpfile() end
  return nil, message, number
end

-- Raises the error of a managed function, or returns its results, which may be nil, a message and a number.
local function results(err, ...)
  if err then error(err, 0) end
  return ...
end

if native.popen then
  function io.popen(...)
    local command, mode = ...
    if type(command) == "number" then command = tostring(command) end
    if type(command) ~= "string" then
      bad_type(1, "popen", "string", ...)
    end
    if mode == nil then mode = "r" end
    if type(mode) ~= "string" and type(mode) ~= "number" then
      bad_type(2, "popen", "string", mode)
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

  -- Decodes the status of wait(2), which the library returns unchanged.
  local function decoded(ok, what, status)
    if what ~= "exit" then return ok, what, status end
    local signal = status & 0x7f
    if signal ~= 0 then return nil, "signal", signal end
    status = status >> 8 & 0xff
    if status == 0 then return true, "exit", 0 end
    return nil, "exit", status
  end

  function os.execute(command)
    if command == nil then return execute() end
    if type(command) ~= "string" and type(command) ~= "number" then
      bad_type(1, "execute", "string", command)
    end
    return decoded(execute(command))
  end
end
