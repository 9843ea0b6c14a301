-- One fiber resumes, closes, wraps and drops coroutines that wait in another.
local function busy() this_fiber.yield() this_fiber.yield() coroutine.yield() end
local outer = coroutine.create(function()
  return coroutine.wrap(function() local x <close> = setmetatable({}, {__close = busy}) busy() end)()
end)
local inner
spawn(function() inner = coroutine.create(busy) coroutine.resume(inner) end)
spawn(function() coroutine.resume(outer) end)
for _ = 1, 6 do
  this_fiber.yield()
  pcall(coroutine.close, inner) pcall(coroutine.close, outer) pcall(coroutine.resume, inner)
    pcall(coroutine.resume, outer)
  pcall(coroutine.status, inner) pcall(coroutine.isyieldable, inner) pcall(coroutine.resume) pcall(coroutine.close, 5)
  collectgarbage()
end
pcall(coroutine.close, coroutine.running())
pcall(coroutine.resume, coroutine.running())
print("survived")
