local native, host = ...
local define, mt = host.define, native.file_descriptor

local methods = {
  close = define(native.close),
  dup = define(native.dup),
}

host.members(mt, methods, {})
mt.__tostring = define(native.__tostring)
-- Unlike close(), leaving the scope of a descriptor that was closed or given away is fine.
function mt.__close(self)
  if tostring(self):find("^/dev/fd/") then methods.close(self) end
end
