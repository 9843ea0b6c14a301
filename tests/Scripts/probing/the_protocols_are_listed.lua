local prober = dofile("support/prober.lua")
local result = prober.run("--list")
print(result.exit_code, ("\n" .. result.stdout):find("\necho +7 +echo://127%.0%.0%.1 +echo service, RFC 862\n") ~= nil)
-- The page has a row for each protocol.
local file <close> = assert(io.open("../../../docs/probe.md"))
local page = file:read("a")
for name in result.stdout:gmatch("%f[^%z\n](%S+)[^\n]*\n") do
  if not page:find("\n| `" .. name .. "` | ", 1, true) then print("no row for " .. name) end
end
