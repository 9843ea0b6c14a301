-- Records the stand-ins of Lua's functions, after all stand-ins are defined (see prelude.lua). Scripts must not get the
-- functions themselves, because Lua's coroutine.resume could resume a waiting coroutine.

local _, host = ...
local stand_ins = host.stand_ins

for library, original in next, host.replaced do
  for name, f in next, original do
    local other = library[name]
    if other ~= f then stand_ins[f] = other end
  end
end
