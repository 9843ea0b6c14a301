-- The debug library gives the registry to every script.
local registry = debug.getregistry()
for key in pairs(registry) do
  if type(key) == "string" and key:find("^moonwire") then pcall(function() registry[key] = nil end) end
end
pcall(byte_span.new)
pcall(byte_span.new, -1)
print("survived")
