-- Formats times.  os_date.lua TIMES
local length = 0
for i = 1, tonumber(arg[1] or 500000) do length = length + #os.date("%Y-%m-%d %H:%M:%S", i * 1000) end
print(length)
