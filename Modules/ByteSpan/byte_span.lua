local native, host = ...
local define, check, mt = host.define, host.check, native.byte_span
local index, set_index, slice, unpack, error = native.__index, native.__newindex, native.slice, native.unpack, error

local methods = {}
for _, name in ipairs {
  "append", "copy", "fill", "starts_with", "ends_with", "find", "rfind", "find_first_of", "find_last_of",
  "find_first_not_of", "find_last_not_of", "trimmed", "pack", "hex",
} do
  methods[name] = define(native[name])
end

-- Runs for each datagram: a fixed number of parameters costs less than "...".
function methods.slice(span, first, last)
  local err, value = slice(span, first, last)
  if err then error(err, 0) end
  return value
end

function methods.unpack(span, format, position) return check(unpack(span, format, position)) end

-- Bytes, and properties; index finds the span by itself when it is given the methods.
local function other(span, key)
  local err, value = index(span, key)
  if err then error(err, 0) end
  return value
end

if host.finds_indexed then
  mt.__index = setmetatable(methods, {__index = other})
else
  function mt.__index(span, key) return methods[key] or other(span, key) end
end

function mt.__newindex(span, key, value)
  local err = set_index(span, key, value)
  if err then error(err, 0) end
end

mt.__len = define(native.__len)
mt.__tostring = define(native.__tostring)
mt.__eq = define(native.__eq)
host.declare(mt, methods, {capacity = true})

return {
  new = define(native.new),
  append = methods.append,
  copy = methods.copy,
  pack = methods.pack,
}
