-- Creates 100 small tables, which the collector frees. moonwire tables.lua TIMES
for _ = 1, tonumber(arg[1]) do
  for i = 1, 100 do
    local _ = { i, name = i }
  end
end
