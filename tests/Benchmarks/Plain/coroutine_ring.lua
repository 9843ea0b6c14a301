-- Passes a number around a ring of coroutines.  coroutine_ring.lua SWITCHES
local COROUTINES <const> = 503
local ring = {}
for i = 1, COROUTINES do
  ring[i] = coroutine.create(function(left)
    while true do left = coroutine.yield(left - 1) end
  end)
end
local left, i = tonumber(arg[1] or 1500000), 0
while left > 0 do
  i = i % COROUTINES + 1
  local _
  _, left = coroutine.resume(ring[i], left)
end
print(i)
