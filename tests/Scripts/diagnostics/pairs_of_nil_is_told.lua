local config
for k, v in pairs(config) do print(k) end
