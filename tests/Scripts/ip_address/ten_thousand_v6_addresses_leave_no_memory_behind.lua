local new = ip.address.new
local function round()
  local kept = {}
  for i = 1, 10000 do kept[i] = new(("2001:db8::%x"):format(i)) end
  for i = 1, 10000 do assert(rawequal(kept[i], new(("2001:db8::%x"):format(i)))) end
end
round()
collectgarbage() collectgarbage()
local before = collectgarbage("count")
for _ = 1, 10 do round() end
collectgarbage() collectgarbage()
print(collectgarbage("count") - before < 200)
