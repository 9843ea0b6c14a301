-- Coroutines are resumed in callbacks, where they may not suspend. The innermost overflows the stack.
local time = require "time"
local function nest(n)
  if n == 0 then return n end
  return (string.gsub("a", "a", function() return coroutine.wrap(nest)(n - 1) end))
end
for n = 40, 110 do pcall(nest, n) end
print((pcall(nest, 110)))
print(pcall(time.sleep, 0))
print(coroutine.wrap(function() time.sleep(0) return "in a coroutine" end)())
