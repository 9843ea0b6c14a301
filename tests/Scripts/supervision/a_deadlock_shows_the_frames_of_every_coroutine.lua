local a, b
local function wait_for(f)
  f:join()
  return "joined"
end
a = spawn(function()
  local outer = coroutine.create(function()
    local inner = coroutine.wrap(function()
      return (wait_for(b))
    end)
    return (inner())
  end)
  print(coroutine.resume(outer))
end)
b = spawn(function()
  local done = wait_for(a)
  print(done)
end)
