local native, host = ...
local define, mt = host.define, native["subprocess"]
local raise, type, next, tostring, find, setmetatable = host.fail, type, next, tostring, string.find, setmetatable
local math_type, tointeger, concat, unpack, getenv = math.type, math.tointeger, table.concat, table.unpack, os.getenv
local system = host.own.short.system

local start_spawn, start_run = define(native.spawn), define(native.run)
local gmatch, sub = string.gmatch, string.sub
local is_descriptor = define(native.is_descriptor)
local next_line, due_after = define(native.next_line), define(native.due)
local finish, output = define(native.finish), define(native.output)
local end_child = define(native.close)

local FIRST_EXTRA, LAST_EXTRA = 3, 9
local PARENTS = -1 -- the child inherits the value of the parent

local function fail(operation, detail, argument) raise("generic", native.EINVAL, operation, argument or 1, detail) end

-- Options -------------------------------------------------------------------------------------------------------------

local function is_text(value) return type(value) == "string" and not find(value, "\0", 1, true) end

local function integer_in(low, high)
  return function(value)
    local n = tointeger(value)
    return n and n >= low and n <= high
  end
end
local function is_boolean(value) return type(value) == "boolean" end
local function is_table(value) return type(value) == "table" end
local is_signal = integer_in(0, native.HIGHEST_SIGNAL)
local function is_end(value) return value == "share" or value == "pipe" or is_descriptor(value) end

-- For each option: a function that checks the value, and the expected value for messages.
local known = {
  program = {
    function(value) return is_text(value) or is_descriptor(value) end, "a string without NUL or a file_descriptor",
  },
  arguments = {is_table, "a list of strings"},
  environment = {is_table, "a table of strings"},
  working_directory = {is_text, "a string without NUL"},
  stdin = {is_end, [["share", "pipe" or a file_descriptor]]},
  stdout = {is_end, [["share", "pipe" or a file_descriptor]]},
  stderr = {is_end, [["share", "pipe" or a file_descriptor]]},
  extra_fds = {is_table, "a table of file_descriptors by numbers from 3 to 9"},
  process_group = {integer_in(0, 0x7fffffff), "an integer from 0 on"},
  start_new_session = {is_boolean, "a boolean"},
  umask = {integer_in(0, 511), "an integer from 0 to 0777 (octal)"},
  pdeathsig = {is_signal, "the number of a signal"},
  signal_on_gcreaper = {is_signal, "the number of a signal"},
}
local known_of_run = {
  input = {function(value) return type(value) == "string" end, "a string"},
  max_output = {integer_in(0, 0x7fffffff), "an integer from 0 on"},
}
for name in next, known do known_of_run[name] = known[name] end

local function check(operation, options, names)
  if type(options) ~= "table" then fail(operation, "table expected, got " .. type(options)) end
  for name in next, options do
    if not names[name] then
      fail(operation, "there is no option '" .. tostring(name) .. "'" .. host.hint(name, names))
    end
  end
  for name, value in next, options do
    local option = names[name]
    if not option[1](value) then
      local got = type(value) == "number" and value or type(value) == "string" and "another string" or type(value)
      fail(operation, name .. ": " .. option[2] .. " expected, got " .. got)
    end
  end
  if options.program == nil then fail(operation, "the option 'program' is missing") end
end

-- Returns a list as one string in which each element ends with a NUL byte.
local function joined(operation, list)
  local parts = {}
  for i = 1, #list do
    if not is_text(list[i]) then fail(operation, "arguments: element " .. i .. " is not a string without NUL") end
    parts[i] = list[i] .. "\0"
  end
  return concat(parts)
end

local function joined_environment(operation, environment)
  local parts = {}
  for name, value in next, environment do
    if not is_text(name) or not is_text(value) or name == "" or find(name, "=", 1, true) then
      fail(operation, "environment: " .. tostring(name) .. " is not a variable with a string")
    end
    parts[#parts + 1] = name .. "=" .. value .. "\0"
  end
  return concat(parts)
end

-- Returns the paths that execvp(3) would try.
local function paths_of(program)
  if program == "" or find(program, "/", 1, true) then return program .. "\0" end
  local paths = {}
  for folder in gmatch((getenv("PATH") or "/bin:/usr/bin") .. ":", "([^:]*):") do
    paths[#paths + 1] = (folder == "" and "." or folder) .. "/" .. program .. "\0"
  end
  return concat(paths)
end

local function extras(operation, given)
  local list = {}
  for number, fd in next, given or list do
    if not (math_type(number) == "integer" and number >= FIRST_EXTRA and number <= LAST_EXTRA) then
      fail(operation, "extra_fds: the numbers are from 3 to 9, got " .. tostring(number))
    end
    if not is_descriptor(fd) then fail(operation, "extra_fds: file_descriptor expected, got " .. type(fd)) end
    list[number - FIRST_EXTRA + 1] = fd
  end
  return unpack(list, 1, LAST_EXTRA - FIRST_EXTRA + 1)
end

-- The streams of each child.
local streams = setmetatable({}, {__mode = "k"})

-- Reports leave out functions that are upvalues, but show a function that was taken out of a table.
local function start(operation, ...)
  if operation == "run" then return start_run(...) end
  return start_spawn(...)
end

local function spawn(operation, options)
  local program = options.program
  local name = is_text(program) and program or tostring(program)
  local child, stdin, stdout, stderr = start(
    operation, name, paths_of(name), joined(operation, options.arguments or {}),
    joined_environment(operation, options.environment or {}), options.working_directory,
    program ~= name and program or nil, options.start_new_session, options.process_group or PARENTS,
    options.umask or PARENTS, options.pdeathsig or 0, options.signal_on_gcreaper or system.signal.SIGTERM,
    options.stdin, options.stdout, options.stderr, extras(operation, options.extra_fds))
  streams[child] = {stdin = stdin, stdout = stdout, stderr = stderr}
  return child
end

function system.spawn(options)
  check("spawn", options, known)
  return (spawn("spawn", options))
end

-- Patterns ------------------------------------------------------------------------------------------------------------

-- Raises an error for a pattern that string.find refuses. string.find itself sees only the items that it comes to, so
-- it may refuse a pattern after a line was taken.
local MOST_CAPTURES <const> = 32

local function malformed(detail) fail("wait_for_line", detail, 2) end

-- Returns the position behind the item at a position: a character, a class or a set.
local function behind_item(pattern, at)
  local c = sub(pattern, at, at)
  if c == "%" then
    if at == #pattern then malformed("malformed pattern (ends with '%')") end
    return at + 2
  elseif c ~= "[" then
    return at + 1
  end
  at = at + (sub(pattern, at + 1, at + 1) == "^" and 2 or 1)
  repeat -- the first character of a set may be "]"
    if at > #pattern then malformed("malformed pattern (missing ']')") end
    at = at + (sub(pattern, at, at) == "%" and 2 or 1)
  until sub(pattern, at, at) == "]"
  return at + 1
end

local function check_pattern(pattern)
  if not find(pattern, "[%^$*+?.(%[%%-]") then return end -- string.find takes it as plain text
  local at, count, open = sub(pattern, 1, 1) == "^" and 2 or 1, 0, {}
  while at <= #pattern do
    local c, following = sub(pattern, at, at), sub(pattern, at + 1, at + 1)
    if c == "(" then
      count = count + 1
      if count > MOST_CAPTURES then malformed("too many captures") end
      if following == ")" then at = at + 1 else open[#open + 1] = count end
      at = at + 1
    elseif c == ")" then
      if #open == 0 then malformed("invalid pattern capture") end
      open[#open] = nil
      at = at + 1
    elseif c == "%" and following == "b" then
      if at + 3 > #pattern then malformed("malformed pattern (missing arguments to '%b')") end
      at = at + 4
    elseif c == "%" and following == "f" then
      if sub(pattern, at + 2, at + 2) ~= "[" then malformed("missing '[' after '%f' in pattern") end
      at = behind_item(pattern, at + 2)
    elseif c == "%" and find(following, "%d") then
      local index = tointeger(following)
      local is_open = false
      for i = 1, #open do is_open = is_open or open[i] == index end
      if index == 0 or index > count or is_open then
        malformed("invalid capture index %" .. index .. " in pattern")
      end
      at = at + 2
    else
      at = behind_item(pattern, at)
    end
  end
  if #open > 0 then malformed("unfinished capture") end
end

-- Children ------------------------------------------------------------------------------------------------------------

local function stream_property(name)
  return function(self)
    local found = streams[self]
    return found and found[name]
  end
end

local methods = {wait = define(native.wait), kill = define(native.kill), close = end_child}

function methods:wait_for_line(pattern, seconds)
  if type(pattern) ~= "string" then fail("wait_for_line", "string expected, got " .. type(pattern), 2) end
  if seconds ~= nil and not (type(seconds) == "number" and seconds >= 0) then
    fail("wait_for_line", "a number of seconds expected, got " .. tostring(seconds), 3)
  end
  check_pattern(pattern)
  local due = seconds and due_after(seconds)
  local function result(line, first, last, ...)
    if first then return true, line, ... end
  end
  local function try(line) return result(line, find(line, pattern)) end
  local function pass(matches, ...)
    if matches then return ... end
    return pass(try(next_line(self, due, pattern)))
  end
  return pass(try(next_line(self, due, pattern)))
end

host.members(mt, methods, {
  pid = define(native.pid), exit_code = define(native.exit_code), exit_signal = define(native.exit_signal),
  stdin = stream_property "stdin", stdout = stream_property "stdout", stderr = stream_property "stderr",
})
mt.__tostring = define(native.__tostring)
function mt.__close(self) end_child(self) end

local DEFAULT_MAX_OUTPUT = 16 * 1024 * 1024

function system.run(options)
  check("run", options, known_of_run)
  local given = {}
  for name, value in next, options do
    if known[name] then given[name] = value end
  end
  if is_text(given.program) then given.arguments = given.arguments or {given.program} end
  given.environment = given.environment or system.environment
  given.stdout, given.stderr = given.stdout or "pipe", given.stderr or "pipe"
  if options.input then
    if given.stdin then fail("run", "input and stdin exclude each other") end
    given.stdin = "pipe"
  end
  local child <close> = spawn("run", given)
  finish(child, options.input, tointeger(options.max_output or DEFAULT_MAX_OUTPUT))
  local stdout, stderr, truncated = output(child)
  return {
    exit_code = child.exit_code, exit_signal = child.exit_signal,
    stdout = stdout, stderr = stderr, truncated = truncated,
  }
end
