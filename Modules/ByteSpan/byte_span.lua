local native, host = ...
local define, mt = host.define, native.byte_span

local methods = {}
for _, name in ipairs {
  "append", "copy", "fill", "slice", "starts_with", "ends_with", "find", "rfind", "find_first_of", "find_last_of",
  "find_first_not_of", "find_last_not_of", "trimmed", "pack", "unpack", "hex", "printable",
} do
  methods[name] = define(native[name])
end

-- Bytes, and properties; it finds the span by itself when it is given the methods.
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
}
