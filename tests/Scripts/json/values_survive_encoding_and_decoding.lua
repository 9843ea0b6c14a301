local json = require "json"
local function same(a, b)
  if math.type(a) ~= math.type(b) or type(a) ~= type(b) then return false end
  if type(a) ~= "table" then return a == b end
  for k, v in pairs(a) do if not same(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return json.is_array(a) == json.is_array(b) or next(a) ~= nil
end
math.randomseed(7)
local function text()
  local parts = {}
  for i = 1, math.random(0, 12) do
    parts[i] = utf8.char(math.random(0, 3) == 0 and math.random(0x80, 0xD7FF) or math.random(0, 127))
  end
  return table.concat(parts)
end
local function value(depth)
  local kind = math.random(depth > 4 and 5 or 7)
  if kind == 1 then return math.random(0) end
  if kind == 2 then return (math.random() - 0.5) * 10.0 ^ math.random(-300, 300) end
  if kind == 3 then return text() end
  if kind == 4 then return math.random(2) == 1 end
  if kind == 5 then return json.null end
  local t = {}
  if kind == 6 then
    for i = 1, (depth == 0 and 200 or math.random(0, 8) // depth) do t[i] = value(depth + 1) end
    return json.into_array(t)
  end
  for _ = 1, (depth == 0 and 200 or math.random(0, 8) // depth) do t[text()] = value(depth + 1) end
  return t
end
for _ = 1, 20 do
  local v = value(0)
  for _, options in ipairs {{}, {indent = 2}, {sort_keys = true}, {indent = "\t", sort_keys = true}} do
    local encoded = json.encode(v, options)
    assert(same(v, json.decode(encoded)), encoded)
    if options.sort_keys then assert(json.encode(json.decode(encoded), options) == encoded) end
  end
end
print("ok")
