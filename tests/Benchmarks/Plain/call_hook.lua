-- A hook that is called for each call and return.  call_hook.lua CALLS
local events = 0
local function f(x) return x end
debug.sethook(function() events = events + 1 end, "cr")
for i = 1, tonumber(arg[1] or 1000000) // 2 do
  f(i)
  math.abs(i)
end
debug.sethook()
print(events)
