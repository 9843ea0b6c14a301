-- Runs a thousand seeds, or the given seed. Fibers return, fail, are interrupted and reach deadlines.
local model = require "./support/nesting"
local first, last = 1, 1000
if arg[1] then first, last = tonumber(arg[1]), tonumber(arg[1]) end
for seed = first, last do
  math.randomseed(seed)
  if seed % 5 == 0 then collectgarbage("incremental", 50, 400) else collectgarbage("incremental", 110, 200) end
  local locks, fibers = model.locks(), {}
  for i = 1, 2 do fibers[i] = model.spawn(seed * 2 + i, locks) end
  for _ = 1, math.random(0, 12) do this_fiber.yield() end
  for _, f in ipairs(fibers) do
    if math.random(3) == 1 then this_fiber.yield() end
    f:interrupt()
  end
  for _, f in ipairs(fibers) do pcall(f.join, f) end
  if not model.check() then
    print("seed " .. seed)
    os.exit(1)
  end
  model.strands = {}
end
print(model.ran > 5000, model.ran <= model.registered)
