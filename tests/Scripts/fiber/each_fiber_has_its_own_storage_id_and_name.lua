this_fiber.local_.x = "main"
this_fiber.name = "first"
print(this_fiber.is_main, this_fiber.id, this_fiber.name, this_fiber.local_.x)
local f = spawn(function()
  print(this_fiber.is_main, this_fiber.id, this_fiber.name, this_fiber.local_.x)
  this_fiber.local_.x = "second"
  coroutine.wrap(function() print("in a coroutine", this_fiber.local_.x, this_fiber.id) end)()
  this_fiber.name = "worker"
end)
f:join()
print(f.id, f.name, this_fiber.local_.x)
for _, wrong in ipairs {
  function() return this_fiber.nothing end,
  function() this_fiber.is_main = true end,
  function() this_fiber.name = {} end,
} do
  local ok, e = pcall(wrong)
  print(e.symbol, e.detail)
end
