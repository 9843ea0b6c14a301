-- Inspects locals, upvalues, functions and the stack. debug_functions.lua TIMES
local up, sum = 5, 0
local function f() return up end
for i = 1, tonumber(arg[1] or 500000) do
  local _, value = debug.getlocal(1, 1)
  local _, upvalue = debug.getupvalue(f, 1)
  sum = sum + value + upvalue + debug.getinfo(1, "l").currentline
  if i % 20 == 0 then sum = sum + #debug.traceback("here") end
end
print(sum)
