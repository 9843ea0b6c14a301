-- Gets the status of coroutines. coroutine_status.lua TIMES
local co, count = coroutine.create(print), 0
for _ = 1, tonumber(arg[1] or 1000000) do
  if coroutine.status(co) == "suspended" then count = count + 1 end
  if coroutine.running() then count = count + 1 end
  if not coroutine.isyieldable() then count = count + 1 end
end
print(count)
