local native, host = ...
local byte_span = host.own.short.byte_span
local error, type, rawequal, pcall, setmetatable, tostring = error, type, rawequal, host.pcall, setmetatable, tostring
local max, tointeger, getmetatable = math.max, math.tointeger, debug.getmetatable
local find, gmatch, sub = string.find, string.gmatch, string.sub
local raise, error_mt = host.fail, host.errors.metatable

local function fail(code, operation, argument, detail) raise("generic", code, operation, argument, detail) end

local function wrong(operation, argument, expected, value)
  fail(native.EINVAL, operation, argument, expected .. " expected, got " .. type(value))
end

local function member(value, name) return value[name] end

-- Returns true if the value has this method.
local function has(value, method)
  local ok, f = pcall(member, value, method)
  if not ok and rawequal(f, host.ENDING) then error(f, 0) end
  local mt = ok and getmetatable(f)
  return ok and (type(f) == "function" or type(mt) == "table" and mt.__call ~= nil)
end

local function is_span(value) return type(value) == "userdata" and pcall(byte_span.append, value) end

-- Raises an error of a stream's method again. An error of moonwire gets the name of the function that the script has
-- called.
local function pass_on(operation, e)
  if getmetatable(e) == error_mt and not rawequal(e, host.ENDING) then e.operation = operation end
  error(e, 0)
end

-- Calls step(count), which returns the number of bytes that it moved, until the sum reaches the minimum.
-- The field "transferred" of an error is the number of bytes that were moved before the error.
local function move(operation, method, minimum, step)
  local count = 0
  while count < minimum do
    local ok, moved = pcall(step, count)
    if not ok then
      if type(moved) == "table" and not rawequal(moved, host.ENDING) then moved.transferred = count end
      pass_on(operation, moved)
    end
    if not tointeger(moved) then
      fail(native.EINVAL, operation, 1, method .. " returned no number of bytes, but a " .. type(moved))
    end
    count = count + moved
  end
  return count
end

-- Checks the arguments, and returns the minimum as an integer.
local function check(operation, s, method, buf, minimum)
  if not has(s, method) then wrong(operation, 1, "a value with a method " .. method, s) end
  if not is_span(buf) then wrong(operation, 2, "byte_span", buf) end
  local least = tointeger(minimum) or wrong(operation, 3, "integer", minimum)
  if least < 0 or least > #buf then
    fail(native.EINVAL, operation, 3, least .. " bytes of a buffer that has " .. #buf)
  end
  return least
end

local function read(operation, s, buf, minimum)
  minimum = check(operation, s, "read_some", buf, minimum)
  return move(operation, "read_some", minimum, function(count)
    return s:read_some(count == 0 and buf or buf:slice(count + 1))
  end)
end

local function write(operation, s, buf, minimum)
  if type(buf) == "string" then buf = byte_span.append(buf) end
  minimum = check(operation, s, "write_some", buf, minimum)
  return move(operation, "write_some", minimum, function(count)
    return s:write_some(count == 0 and buf or buf:slice(count + 1))
  end)
end

-- Returns the length of a buffer, or 0 for a value that is refused later.
local function length_of(buf) return (type(buf) == "string" or is_span(buf)) and #buf or 0 end

local stream, scanner = {}, {}
stream.scanner = scanner

function stream.read_all(s, buf) return (read("read_all", s, buf, length_of(buf))) end
function stream.read_at_least(s, buf, minimum) return (read("read_at_least", s, buf, minimum)) end
function stream.write_all(s, buf) return (write("write_all", s, buf, length_of(buf))) end
function stream.write_at_least(s, buf, minimum) return (write("write_at_least", s, buf, minimum)) end

-- Scanners ------------------------------------------------------------------------------------------------------------

-- The text before the position "at" has been removed. The current record, if there is one, begins at "at". While the
-- field "skips" is true, the text at "at" is the rest of a record that was too long.
local states = setmetatable({}, {__mode = "k"})
local methods, mt = {}, {__name = "stream.scanner"}

local function state_of(self, operation)
  return states[self] or wrong(operation, 1, "stream.scanner", self)
end

local function remove(state)
  if not state.length then return end
  state.at = state.at + state.length + #state.terminator
  state.length = nil
end

-- Reads more bytes and appends them to the text. Returns false at the end of the stream.
local function fill(state)
  local size = max(state.hint, #state.text - state.at + 1)
  if not state.chunk or #state.chunk < size then state.chunk = byte_span.new(size) end
  local ok, count = pcall(state.stream.read_some, state.stream, state.chunk)
  if not ok then
    if type(count) == "table" and count.symbol == "eof" then return false end
    pass_on("get_line", count)
  end
  state.text = sub(state.text, state.at) .. tostring(state.chunk:slice(1, count))
  state.at = 1
  return true
end

-- Removes the rest of a record that was too long, and its separator.
local function skip(state)
  while state.skips do
    local _, last = find(state.text, state.separator, state.at, true)
    if last then
      state.at, state.skips = last + 1, false
    else
      state.at = max(state.at, #state.text - #state.separator + 2)
      if not fill(state) then state.at, state.skips = #state.text + 1, false end
    end
  end
end

local function refuse_long(state)
  state.number, state.skips = state.number + 1, true
  fail(native.EMSGSIZE, "get_line", nil, "record " .. state.number .. " is longer than " .. state.max .. " bytes")
end

local function fields_of(state, record)
  local text, fields, at = tostring(record), {}, 1
  if state.is_awk then
    for field in gmatch(text, "%S+") do fields[#fields + 1] = byte_span.append(field) end
    return fields
  end
  while true do
    local first, last = find(text, state.field_separator, at, true)
    fields[#fields + 1] = byte_span.append(sub(text, at, (first or 0) - 1))
    if not first then return fields end
    at = last + 1
  end
end

-- The to-be-closed variable of get_line: {state = the state of the scanner}.
local reading_mt = {__close = function(self) self.state.is_reading = nil end}

function methods:get_line()
  local state = state_of(self, "get_line")
  if state.is_reading then fail(native.EBUSY, "get_line", nil, "another fiber waits for a record of the scanner") end
  state.is_reading = true
  local _ <close> = setmetatable({state = state}, reading_mt)
  remove(state)
  skip(state)
  local searched = state.at
  while true do
    local first = find(state.text, state.separator, searched, true)
    local length = (first or #state.text + 1) - state.at
    -- if there is no separator yet, the last bytes may be the beginning of one
    if (first and length or length - #state.separator + 1) > state.max then refuse_long(state) end
    if first then
      state.length, state.terminator = length, state.separator
      break
    end
    searched = max(state.at, #state.text - #state.separator + 2) - state.at
    if not fill(state) then
      if length == 0 then raise("asio.misc", native.EOF, "get_line") end
      if length > state.max then refuse_long(state) end
      state.length, state.terminator = length, ""
      break
    end
    searched = searched + state.at
  end
  state.number = state.number + 1
  local record = methods.buffered_line(self)
  if state.trims then record = record:trimmed() end
  if state.is_awk or state.field_separator then return fields_of(state, record) end
  return record
end

function methods:buffered_line()
  local state = state_of(self, "buffered_line")
  return byte_span.append(sub(state.text, state.at, state.at + (state.length or 0) - 1))
end

function methods:remove_line() remove(state_of(self, "remove_line")) end

function methods:buffer()
  local state = state_of(self, "buffer")
  return byte_span.append(state.text), state.at
end

function methods:set_buffer(buf, offset)
  local state = state_of(self, "set_buffer")
  if type(buf) ~= "string" and not is_span(buf) then wrong("set_buffer", 2, "byte_span or string", buf) end
  local at = 1
  if offset ~= nil then at = tointeger(offset) or wrong("set_buffer", 3, "integer", offset) end
  if at < 1 or at > #buf + 1 then
    fail(native.ERANGE, "set_buffer", 3, "position " .. at .. " is outside 1.." .. #buf + 1)
  end
  state.text, state.at, state.length, state.skips = tostring(buf), at, nil, false
end

host.members(mt, methods, {
  record_number = function(self) return state_of(self, "index").number end,
  record_terminator = function(self) return state_of(self, "index").terminator end,
})

local MOST <const> = 0x7fffffff
local function is_text(value) return type(value) == "string" and value ~= "" end
local function integer_from(low)
  return function(value)
    local n = tointeger(value)
    return n and n >= low and n <= MOST
  end
end

-- The options in the order in which they are checked.
local order = {
  "stream", "record_separator", "field_separator", "trim_record", "buffer_size_hint", "max_record_size",
}

-- For each option: a function that checks the value, and the expected value for messages.
local known = {
  stream = {function(value) return has(value, "read_some") end, "a value with a method read_some"},
  record_separator = {is_text, "a string that is not empty"},
  field_separator = {is_text, "a string that is not empty"},
  trim_record = {function(value) return type(value) == "boolean" end, "a boolean"},
  buffer_size_hint = {integer_from(1), "an integer from 1 to " .. MOST},
  max_record_size = {integer_from(0), "an integer from 0 to " .. MOST},
}

local function new(operation, options)
  if type(options) ~= "table" then wrong(operation, 1, "table", options) end
  for name in next, options do
    if not known[name] then
      fail(native.EINVAL, operation, 1, "there is no option '" .. tostring(name) .. "'" .. host.hint(name, known))
    end
  end
  for i = 1, #order do
    local name = order[i]
    local option, value = known[name], options[name]
    if value ~= nil and not option[1](value) then
      local got = type(value) == "number" and value or value == "" and "an empty string" or type(value)
      fail(native.EINVAL, operation, 1, name .. ": " .. option[2] .. " expected, got " .. got)
    end
  end
  if options.stream == nil then fail(native.EINVAL, operation, 1, "the option 'stream' is missing") end
  local self = setmetatable({}, mt)
  states[self] = {
    stream = options.stream, separator = options.record_separator or "\r\n", field_separator = options.field_separator,
    trims = options.trim_record, hint = tointeger(options.buffer_size_hint or 4096),
    max = tointeger(options.max_record_size or math.maxinteger), text = "", at = 1, number = 0, terminator = "",
  }
  return self
end

function scanner.new(options) return (new("new", options)) end

function scanner.with_awk_defaults(s)
  if not has(s, "read_some") then wrong("with_awk_defaults", 1, "a value with a method read_some", s) end
  local self = new("with_awk_defaults", {stream = s, record_separator = "\n", trim_record = true})
  states[self].is_awk = true
  return self
end

return stream
