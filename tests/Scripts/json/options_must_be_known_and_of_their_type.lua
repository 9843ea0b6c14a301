local json = require "json"
local function show(options)
  for _, call in ipairs {{json.encode, {1}, options}, {json.writer.new, options}} do
    local ok, e = pcall(table.unpack(call))
    print(ok, not ok and e.operation, not ok and e.arg, not ok and e.detail)
  end
end
show {indent = "2"}
show {indent = 1.5}
show {indent = -1}
show {indent = 17}
show {indent = " \t"}
show {indent = (" "):rep(128)}
show {sort_keys = 1}
show {sort_keys = "no"}
show {escape_invalid = "false"}
show {sorted = true}
show {[1] = true}
show "indent"
show {indent = 2.0, sort_keys = false, escape_invalid = false}
show {indent = ("\t"):rep(127)}
show {}
print(json.encode({1, 2.5, {x = 0.5, y = {1.5}}}, {indent = 2, sort_keys = true}))
print(json.encode({{2.5, 1e300}}, {indent = "\t"}))
local w = json.writer.new {indent = 1}
w:begin_array()
w:literal("1.00")
w:value(2.5)
w:begin_object()
w:value("k")
w:literal("[]")
w:end_object()
w:value {1.5, {2.5}}
w:end_array()
print(w:generate())
