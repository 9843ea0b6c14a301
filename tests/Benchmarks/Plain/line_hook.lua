-- A hook that is called for each line.  line_hook.lua LINES
local lines, sum = 0, 0
debug.sethook(function() lines = lines + 1 end, "l")
for i = 1, tonumber(arg[1] or 4000000) // 2 do
  sum = sum + i
end
debug.sethook()
print(sum)
