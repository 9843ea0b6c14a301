local json = require "json"
local function show(value, options)
  local ok, e = pcall(json.encode, value, options)
  print(ok, e.symbol, e.arg, e.detail, e.path)
end
show({x = {y = {1, {print}}}})
show({coroutine.create(print)})
show({["a key"] = io.stdout})
show({{0 / 0}})
show({{math.huge}})
show({k = "\xff"})
show({["\xff"] = 1})
show({1, nil, 3})
show({1, x = 2})
show({[0] = 1})
show({[2] = 1})
show({[1.5] = 1})
show({[true] = 1}, {sort_keys = true})
show(json.into_array {x = 1})
show(nil)
local cycle = {}
cycle.list = {{}, cycle}
show(cycle)
local deep = {}
for _ = 1, 1000 do deep = {deep} end
show(deep)
show({}, {ident = 2})
show({}, {indent = "x"})
show({}, {indent = 17})
show({}, 1)
local shared = {}
print(json.encode {shared, shared})
print(json.encode({k = "a\xffb\n\xe2\x82", ["\xfe"] = "é"}, {escape_invalid = true, sort_keys = true}))
