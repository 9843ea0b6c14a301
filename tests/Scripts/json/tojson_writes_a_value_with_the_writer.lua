local json, time = require "json", require "time"
local Point = {__tojson = function(self, state)
  local w = state.writer
  w:begin_array()
  w:value(self.x)
  w:value(self.y)
  w:end_array()
end}
local function point(x, y) return setmetatable({x = x, y = y}, Point) end
print(json.encode(point(1, 2)))
local document = {points = {point(1, 2), point(3, 4)}, list = {1, {}, json.into_array()}, z = json.null}
print(json.encode(document, {sort_keys = true, indent = 1}))

local nested = setmetatable({}, {__tojson = function(_, state) state.writer:value {a = point(5, 6)} end})
print(json.encode {nested})
local waits = setmetatable({}, {__tojson = function(_, state)
  time.sleep(0.001)
  state.writer:literal("1.000")
end})
print(json.encode {waits})

local function show(value)
  local ok, e = pcall(json.encode, value)
  print(ok, tostring(e), type(e) == "table" and e.detail, type(e) == "table" and e.path)
end
show(setmetatable({}, {__tojson = function() end}))
show({a = {setmetatable({}, {__tojson = function(_, state)
  state.writer:value(1)
  state.writer:value(2)
end})}})
show({point(1, 2), {x = {print}}})
show({point(1, print)})
show({point(1, 2), x = 1})
show({a = setmetatable({}, {__tojson = function() error("of its own", 0) end})})
local cycle = {point(1, 2)}
cycle[2] = cycle
show(cycle)
