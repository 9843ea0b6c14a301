-- While handlers wait in a coroutine, pcall takes nearly twice as long; not once that was closed or dropped.
local function suspended()
  local co
  co = coroutine.create(function()
    scope_cleanup_push(function() return co end)
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end

local function cost()
  local best = math.huge
  for _ = 1, 30 do
    local start = os.clock()
    for _ = 1, 10000 do pcall(type, 1) end
    best = math.min(best, os.clock() - start)
  end
  return best
end

cost()
local before = cost()
for _ = 1, 100 do suspended() end
for _ = 1, 3 do collectgarbage() end
print(cost() < before * 1.4)
print(coroutine.close(suspended()))
print(cost() < before * 1.4)
local held = suspended()
print(cost() > before * 1.2, coroutine.status(held))
