local function round()
  for _ = 1, 1000 do spawn(function() this_fiber.yield() end) end
  for _ = 1, 3 do this_fiber.yield() end
  collectgarbage() collectgarbage()
  return collectgarbage("count")
end
round()
local before = round()
for _ = 1, 5 do round() end
print(round() - before < 64)
