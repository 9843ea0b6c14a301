-- options: --memory-limit 8000000
-- Less is kept then, and the child does not wait either.
local system = require "system"
local child <close> = system.spawn{
  program = "sh", arguments = {"sh", "-c", "yes | head -c 1000000; echo end"}, stdout = "pipe",
  environment = system.environment,
}
local used = {}
pcall(function()
  while true do used[#used + 1] = byte_span.new(8192) end
end)
for i = 1, 8 do used[#used] = nil end
print(child:wait())
used = nil
local ok, e = pcall(child.stdout.read_text, child.stdout)
print(e.symbol)
local text = child.stdout:read_text()
print(#text <= 65536, text:sub(-4) == "end\n")
