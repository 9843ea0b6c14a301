local native, host = ...
local define, mt = host.define, native.file_descriptor
local find, tostring = string.find, tostring

local methods = {
  close = define(native.close),
  dup = define(native.dup),
}

host.members(mt, methods, {})
mt.__tostring = define(native.__tostring)
-- Unlike close(), it accepts a descriptor that was closed or given away.
function mt.__close(self)
  if find(tostring(self), "^/dev/fd/") then methods.close(self) end
end

return {from_number = define(native.from_number)}
