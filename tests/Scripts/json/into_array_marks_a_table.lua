local json = require "json"
local t = {}
print(json.into_array(t) == t, json.is_array(t), json.encode(t), json.into_array(t) == t)
t[1] = "x"
print(json.encode(t))
local own = setmetatable({}, {__jsontype = "array"})
print(json.is_array(own), json.encode(own), json.into_array(own) == own)
for _, wrong in ipairs {setmetatable({}, {}), 1} do
  local ok, e = pcall(json.into_array, wrong)
  print(ok, e.symbol, e.arg, e.detail)
end
