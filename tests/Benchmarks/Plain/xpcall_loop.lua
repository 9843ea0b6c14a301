-- Protected calls with a message handler, of which every tenth fails. xpcall_loop.lua CALLS
local sum = 0
local function f(x)
  if x % 10 == 0 then error("bad") end
  return x
end
local function handler(message) return message end
for i = 1, tonumber(arg[1] or 2000000) do
  local ok, value = xpcall(f, handler, i)
  if ok then sum = sum + value end
end
print(sum)
