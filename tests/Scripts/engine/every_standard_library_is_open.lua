for _, name in ipairs {"coroutine", "debug", "io", "math", "os", "package", "string", "table", "utf8"} do
  print(name, type(_G[name]), package.loaded[name] == _G[name])
end
print(_VERSION, math.type(3), string.pack("<i4", 1):byte(1, -1))
