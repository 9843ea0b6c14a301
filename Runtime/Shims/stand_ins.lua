-- Finds which of Lua's functions others stand in for, when all of these are there: see prelude.lua. A script that had Lua's
-- own coroutine.resume would come between a coroutine that waits and the loop.

local _, host = ...
local stand_ins = host.stand_ins

for library, original in next, host.libraries do
  for name, value in next, original do
    local other = library[name]
    if other ~= value then stand_ins[value] = other end
  end
end
host.libraries = nil
