local native, host = ...
local define, mt = host.define, native.byte_span

local methods = {}
for _, name in ipairs {
  "append", "copy", "fill", "slice", "starts_with", "ends_with", "find", "rfind", "find_first_of", "find_last_of",
  "find_first_not_of", "find_last_not_of", "trimmed", "pack", "unpack", "hex", "printable", "to_hex", "to_base64",
} do
  methods[name] = define(native[name])
end

-- Returns bytes and properties. If its first argument is the table of methods, it finds the span itself.
local index = define(native.__index)

if host.finds_indexed then
  mt.__index = setmetatable(methods, {__index = index})
else
  function mt.__index(span, key) return methods[key] or index(span, key) end
end

mt.__newindex = define(native.__newindex)
mt.__len = define(native.__len)
mt.__tostring = define(native.__tostring)
mt.__eq = define(native.__eq)
host.declare(mt, methods, {capacity = true})

return {
  new = define(native.new),
  append = methods.append,
  copy = methods.copy,
  pack = methods.pack,
  printable = methods.printable,
  to_hex = methods.to_hex,
  from_hex = define(native.from_hex),
  to_base64 = methods.to_base64,
  from_base64 = define(native.from_base64),
}
