for _, name in ipairs {"ip", "byte_span", "spawn", "this_fiber"} do print(name, type(_G[name])) end
print(require("ip") == ip, require("byte_span") == byte_span, type(require("time").sleep))
