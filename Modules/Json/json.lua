local native, host = ...
local decode, encode, write, enter, leave = native.decode, native.encode, native.value, native.enter, native.leave
local error, type, next, tostring = error, type, next, tostring
local setmetatable, rawget, rawlen = setmetatable, rawget, rawlen
local getmetatable, sort, concat = debug.getmetatable, table.sort, table.concat
local find, rep, sub, tointeger = string.find, string.rep, string.sub, math.tointeger

local array_mt = {__jsontype = "array"}
local _, null = native.keep(array_mt)
local null_mt = native["json.null"]
function null_mt.__tostring() return "null" end

local function fail(code, operation, argument, detail, path)
  local e = host.new_error("generic", code)
  e.arg, e.operation, e.detail, e.path = argument, operation, detail, path
  error(e, 0)
end

-- Returns the path for a message, such as "at servers[2].port: ", or the empty string for the document itself.
local function at(path)
  return path == "" and "" or "at " .. path .. ": "
end

local function decoded(err, ok, value, line, column, path)
  if err then error(err, 0) end
  if ok then return value end
  local e = host.new_error("generic", native.EBADMSG)
  e.operation, e.line, e.column, e.path = "decode", line, column, path
  e.detail = "line " .. line .. ", column " .. column .. ": " .. at(path) .. value
  error(e, 0)
end

-- Encoding with __tojson ----------------------------------------------------------------------------------------------

local MAX_DEPTH <const> = 1000

local ONE_VALUE <const> = "__tojson must write one value with state.writer"

local function check(operation, prefix, err, ok, detail, path)
  if err then error(err, 0) end
  if ok == false then
    path = path or ""
    if prefix ~= "" and path ~= "" and not find(path, "^%[") then path = "." .. path end
    path = prefix .. path
    fail(native.EINVAL, operation, operation == "encode" and 1 or 2, at(path) .. detail, path)
  end
  return ok
end

local function is_array(value)
  local mt = type(value) == "table" and getmetatable(value)
  return mt and rawget(mt, "__jsontype") == "array" or false
end

local function joined(prefix, key)
  if type(key) ~= "string" then return prefix .. "[" .. key .. "]" end
  if find(key, "^[%a_][%w_]*$") then return prefix == "" and key or prefix .. "." .. key end
  return prefix .. '["' .. key .. '"]'
end

local function has_positions_only(value)
  local n, count = rawlen(value), 0
  for key in next, value do
    if math.type(key) ~= "integer" or key < 1 or key > n then return false end
    count = count + 1
  end
  return count == n
end

local walk

local function walk_array(state, value, path, open)
  local w = state.writer
  if not has_positions_only(value) then
    check(state.operation, path, nil, false, "a list with holes, or with both positions and names, cannot be encoded")
  end
  check(state.operation, path, native.begin_array(w))
  for i = 1, rawlen(value) do walk(state, value[i], joined(path, i), open) end
  check(state.operation, path, native.end_array(w))
end

local function walk_object(state, value, path, open)
  local w, keys = state.writer, {}
  for key in next, value do
    if type(key) ~= "string" then
      local problem = "a key that is neither a string nor a position of a list cannot be encoded"
      check(state.operation, path, nil, false, problem)
    end
    keys[#keys + 1] = key
  end
  if state.sort_keys then sort(keys) end
  check(state.operation, path, native.begin_object(w))
  for i = 1, #keys do
    check(state.operation, path, write(w, keys[i]))
    walk(state, value[keys[i]], joined(path, keys[i]), open)
  end
  check(state.operation, path, native.end_object(w))
end

local place_mt = {
  __close = function(place)
    place.state.path = place.outer
    place.err, place.is_whole = leave(place.state.writer)
  end,
}

-- Calls a metamethod that must write one value.
local function call_tojson(state, to_json, value, path)
  local place = setmetatable({state = state, outer = state.path}, place_mt)
  enter(state.writer)
  do
    local _ <close> = place
    state.path = path
    to_json(value, state)
  end
  check(state.operation, path, place.err, place.is_whole, ONE_VALUE)
end

function walk(state, value, path, open)
  local mt = getmetatable(value)
  local to_json = mt and rawget(mt, "__tojson")
  if to_json then return call_tojson(state, to_json, value, path) end
  if check(state.operation, path, write(state.writer, value, state.sort_keys)) then return end
  if open[value] then check(state.operation, path, nil, false, "a table that contains itself cannot be encoded") end
  if open.depth == MAX_DEPTH then
    check(state.operation, path, nil, false, "tables are nested more than " .. MAX_DEPTH .. " deep")
  end
  open[value], open.depth = true, open.depth + 1
  local walk = (is_array(value) or rawlen(value) > 0) and walk_array or walk_object
  walk(state, value, path, open)
  open[value], open.depth = nil, open.depth - 1
end

-- Options -------------------------------------------------------------------------------------------------------------

local MAX_INDENT <const> = 127 -- of System.Text.Json

local known = {indent = true, sort_keys = "boolean", escape_invalid = "boolean"}

local function read_options(options, operation, argument)
  if options == nil then return end
  if type(options) ~= "table" then fail(native.EINVAL, operation, argument, "table expected, got " .. type(options)) end
  for key in next, options do
    if not known[key] then
      fail(native.EINVAL, operation, argument, "there is no option '" .. tostring(key) .. "'" .. host.hint(key, known))
    end
  end
  for key, value in next, options do
    local expected = known[key]
    if expected ~= true and type(value) ~= expected then
      fail(native.EINVAL, operation, argument, key .. ": " .. expected .. " expected, got " .. type(value))
    end
  end
  local indent = options.indent
  if type(indent) == "number" and tointeger(indent) and indent >= 0 and indent <= 16 then
    indent = rep(" ", tointeger(indent))
  elseif indent ~= nil and not (type(indent) == "string" and find(indent, "^[ \t]*$")) then
    local detail = "the option 'indent' is a number of spaces from 0 to 16, or a string of spaces and tabs"
    fail(native.EINVAL, operation, argument, detail)
  end
  if indent and (#indent > MAX_INDENT or indent ~= rep(sub(indent, 1, 1), #indent)) then
    local detail = "the option 'indent' is of spaces or of tabs, and has at most " .. MAX_INDENT .. " of them"
    fail(native.EINVAL, operation, argument, detail)
  end
  return indent, options.sort_keys, options.escape_invalid
end

-- Writers -------------------------------------------------------------------------------------------------------------

local writer_mt = native["json.writer"]

-- The state of each writer, which __tojson gets.
local states = setmetatable({}, {__mode = "k"})

local function state_for(writer, operation, sort_keys)
  local state = states[writer]
  if not state then
    state = {writer = writer, operation = operation, sort_keys = sort_keys}
    states[writer] = state
  end
  return state
end

local function new_writer(operation, indent, sort_keys, escape_invalid)
  local err, writer = native.new_writer(indent, escape_invalid)
  if err then error(err, 0) end
  return writer, state_for(writer, operation, sort_keys)
end

local methods = {}

-- Raises the problem of a call of a writer. Without a detail, the call goes beyond the value of a __tojson.
local function told(self, operation, has_argument, err, ok, detail, path)
  if ok == false and not detail then check(states[self].operation, states[self].path, nil, false, ONE_VALUE) end
  if ok == false and not has_argument then fail(native.EINVAL, operation, nil, detail) end
  return check(operation, "", err, ok, detail, path)
end

function methods:value(...)
  local value = ...
  local state = states[self]
  if not told(self, "value", true, write(self, value, state and state.sort_keys)) then
    walk(state, value, "", {depth = 0})
  end
end

function methods:begin_object() told(self, "begin_object", false, native.begin_object(self)) end
function methods:end_object() told(self, "end_object", false, native.end_object(self)) end
function methods:begin_array() told(self, "begin_array", false, native.begin_array(self)) end
function methods:end_array() told(self, "end_array", false, native.end_array(self)) end
function methods:literal(text) told(self, "literal", true, native.literal(self, text)) end
function methods:generate() return told(self, "generate", false, native.generate(self)) end

host.members(writer_mt, methods, {})

-- The module ----------------------------------------------------------------------------------------------------------

local json = {null = null, writer = {}, is_array = is_array}

function json.decode(text)
  local _ <close> = nil -- prevents a tail call, so that tracebacks have the function
  return decoded(decode(text))
end

function json.encode(...)
  local value, options = ...
  local indent, sort_keys, escape_invalid = read_options(options, "encode", 2)
  local text = check("encode", "", encode(value, indent, sort_keys, escape_invalid))
  if text then return text end
  local writer, state = new_writer("encode", indent, sort_keys, escape_invalid)
  walk(state, value, "", {depth = 0})
  return check("encode", "", native.generate(writer))
end

function json.into_array(t)
  if t == nil then return setmetatable({}, array_mt) end
  if type(t) ~= "table" then fail(native.EINVAL, "into_array", 1, "table expected, got " .. type(t)) end
  local mt = getmetatable(t)
  if mt == nil then return setmetatable(t, array_mt) end
  if rawget(mt, "__jsontype") ~= "array" then
    local detail = "the table has a metatable already, whose field __jsontype = \"array\" marks it"
    fail(native.EINVAL, "into_array", 1, detail)
  end
  return t
end

function json.writer.new(options)
  local indent, sort_keys, escape_invalid = read_options(options, "new", 1)
  return (new_writer("value", indent, sort_keys, escape_invalid))
end

return json
