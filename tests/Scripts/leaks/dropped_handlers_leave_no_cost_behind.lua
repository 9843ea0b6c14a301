-- While a handler is pending in a coroutine, a pcall in another one creates a table, but not once the first is gone.
local function suspended()
  local co
  co = coroutine.create(function()
    scope_cleanup_push(function() return co end)
    coroutine.yield()
  end)
  coroutine.resume(co)
  return co
end

local function body() pcall(type, 1) end

-- Returns the memory of a hundred coroutines that call pcall, in KiB.
local function cost()
  for _ = 1, 3 do collectgarbage() end
  collectgarbage("stop")
  local before = collectgarbage("count")
  for _ = 1, 100 do coroutine.resume(coroutine.create(body)) end
  local after = collectgarbage("count")
  collectgarbage("restart")
  return after - before
end

cost()
local before = cost()
for _ = 1, 100 do suspended() end
print(cost() <= before)
print(coroutine.close(suspended()))
print(cost() <= before)
local held = suspended()
print(cost() > before + 5, coroutine.status(held))
