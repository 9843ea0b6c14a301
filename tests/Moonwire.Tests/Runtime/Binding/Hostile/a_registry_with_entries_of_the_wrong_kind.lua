-- C libraries trust the entries of the registry.
local registry = debug.getregistry()
local values = {byte_span.new(1), {}, 5, "x", ip.udp.socket.new(), debug.getmetatable(byte_span.new(1)), print}
local keys = {"_IO_input", "_IO_output", "FILE*", "_CLIBS", "_LOADED", "_PRELOAD", "_HOOKKEY", 1, 2, 3, "xuxu"}
pcall(require, "cjson")
for _, key in ipairs(keys) do
  for _, value in pairs(values) do pcall(function() registry[key] = value end) end
  pcall(function() registry[key] = nil end)
end
for key in pairs(registry._CLIBS) do registry._CLIBS[key] = 5 end
registry._CLIBS[1] = 5
for _, mt in pairs {debug.getmetatable(registry._CLIBS), registry["_UBOX*"], registry["FILE*"]} do
  for _, value in ipairs(values) do pcall(mt.__gc, value) pcall(mt.__close, value) end
end
for key, value in pairs(registry) do rawset(registry, key, value) rawset(registry, key, nil) end
io.write("")
pcall(io.close, values[1])
pcall(io.read, 0)
spawn(function() this_fiber.yield() end):join()
registry.of_a_script = 1
registry.of_a_script = nil
print("survived")
