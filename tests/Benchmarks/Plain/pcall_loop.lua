-- Protected calls, of which every tenth fails. pcall_loop.lua CALLS
local sum = 0
local function f(x)
  if x % 10 == 0 then error("bad") end
  return x
end
for i = 1, tonumber(arg[1] or 4000000) do
  local ok, value = pcall(f, i)
  if ok then sum = sum + value end
end
print(sum)
