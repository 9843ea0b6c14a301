local json = require "json"
local w = json.writer.new()
local function show(name, ...)
  local ok, e = pcall(w[name], ...)
  print(ok, e.symbol, e.operation, e.arg, e.detail)
end
local names = {"value", "begin_object", "end_object", "begin_array", "end_array", "literal", "generate"}
for _, name in ipairs(names) do
  show(name)
  show(name, {})
end
show("value", w, print)
show("literal", w, 1)
show("literal", w, "")
show("end_array", w)
show("end_object", w)
show("generate", w)
w:begin_object()
show("begin_array", w)
show("begin_object", w)
show("value", w, 1)
show("literal", w, "1")
show("end_array", w)
w:value("k")
show("end_object", w)
show("generate", w)
for _ = 1, 999 do w:begin_array() end
show("begin_array", w)
show("begin_object", w)
show("value", w, {1})
for _ = 1, 999 do w:end_array() end
w:end_object()
show("value", w, 1)
show("literal", w, "1")
show("begin_array", w)
show("begin_object", w)
print(#w:generate())
