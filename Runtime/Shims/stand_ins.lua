-- Finds what stands in for Lua's functions, when all of that is there: see prelude.lua. A script that had Lua's own
-- coroutine.resume would come between a coroutine that waits and the loop.

local _, host = ...
local stand_ins = host.stand_ins

for library, original in next, host.replaced do
  for name, f in next, original do
    local other = library[name]
    if other ~= f then stand_ins[f] = other end
  end
end
