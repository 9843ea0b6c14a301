local json = require "json"
local function show(value)
  local ok, e = pcall(json.encode, value, {sort_keys = true})
  print(ok, ok and e or e.symbol, not ok and e.operation, not ok and e.arg, not ok and e.detail, not ok and e.path)
end
local function to_json(f)
  return setmetatable({}, {__tojson = function(_, state) f(state.writer) end})
end
local nothing = to_json(function() end)
local two = to_json(function(w)
  w:value(1)
  w:value(2)
end)
local unended = to_json(function(w) w:begin_array() end)
local ends_array = to_json(function(w) w:end_array() end)
local ends_array_after_value = to_json(function(w)
  w:value(1)
  w:end_array()
end)
local replaces_array = to_json(function(w)
  w:end_array()
  w:begin_array()
  w:value(3)
end)
local replaces_array_after_value = to_json(function(w)
  w:value(1)
  w:end_array()
  w:begin_array()
  w:value(3)
end)
local adds_member = to_json(function(w)
  w:value(1)
  w:value("b")
  w:value(2)
end)
local adds_key = to_json(function(w)
  w:value(1)
  w:value("b")
end)
local ends_object = to_json(function(w)
  w:value(1)
  w:end_object()
end)
local ends_object_at_key = to_json(function(w) w:end_object() end)
local begins_next = to_json(function(w)
  w:value(1)
  w:begin_object()
end)
local takes_text = to_json(function(w)
  w:value(1)
  w:generate()
  w:value(2)
end)
for _, wrong in ipairs {nothing, two, unended, begins_next, takes_text} do
  show(wrong)
  show({wrong})
  show({a = {b = wrong}})
end
for _, wrong in ipairs {ends_array, ends_array_after_value, replaces_array, replaces_array_after_value} do
  show({wrong})
  show({k = {{wrong}}})
end
for _, wrong in ipairs {adds_member, adds_key, ends_object, ends_object_at_key} do show({list = {{a = wrong}}}) end

-- The writer refuses the call, and the text stays right.
show({a = to_json(function(w)
  w:value(1)
  for _, name in ipairs {"begin_array", "end_object", "generate"} do
    local ok, e = pcall(w[name], w)
    print(name, ok, e.operation, e.arg, e.path)
  end
end), b = 2})

-- A writer of the script's own.
local w = json.writer.new()
w:begin_array()
local ok, e = pcall(w.value, w, {two})
print(ok, e.operation, e.arg, e.detail, e.path)

-- After an error of a __tojson, its place is left.
w = json.writer.new()
w:begin_array()
print(pcall(w.value, w, to_json(function() error("of its own", 0) end)))
w:value(1)
w:end_array()
print(w:generate())

-- Each value counts for itself.
local inner = to_json(function(w) w:value {x = 1} end)
show({to_json(function(w)
  w:begin_array()
  w:value(inner)
  w:value(inner)
  w:end_array()
end), inner})
local endless = {}
setmetatable(endless, {__tojson = function(self, state) state.writer:value {self} end})
ok, e = pcall(json.encode, endless)
print(ok, e.detail)
