-- options: --memory-limit 16777216
local json = require "json"
local text = "[" .. ("[],"):rep(1000000) .. "[]]"
local ok, e = pcall(json.decode, text)
print(ok, e)
text = nil
collectgarbage()
print(#json.decode("[" .. ("1,"):rep(1000) .. "1]"))
