-- Takes numbers from wrapped coroutines in a for loop.  coroutine_generator.lua NUMBERS
local function numbers(n)
  return coroutine.wrap(function()
    for i = 1, n do coroutine.yield(i) end
  end)
end
local sum = 0
for n in numbers(tonumber(arg[1] or 2000000)) do sum = sum + n end
print(sum)
