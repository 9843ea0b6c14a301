-- Fibers of the model that the end of the program interrupts: end_program() is called at one of their steps, and
-- returns true if the end comes later. The collector calls the check, after the last fiber.
local model = require "./nesting"

return function(seed, end_program)
  math.randomseed(seed)
  if not end_program then model.long = 0.01 end
  for group = 1, 20 do
    local locks = model.locks()
    for i = 1, 5 do model.spawn(seed * 1000 + group * 5 + i, locks) end
  end
  if end_program then model.end_at, model.finish = math.random(200, 700), end_program end
  CHECK = setmetatable({}, {__gc = function()
    if not model.check() then print("seed " .. seed) end
    print(model.ran > 100, model.ran <= model.registered)
  end})
end
