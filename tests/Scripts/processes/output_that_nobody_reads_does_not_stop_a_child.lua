-- After wait_for_line and during wait. The last 64 KiB are kept, and a reader gets the number of dropped bytes.
local system = require "system"
local child <close> = system.spawn{
  program = "sh", arguments = {"sh", "-c", "echo ready; yes 0123456 | head -c 1000000; echo end; exit 2"},
  stdout = "pipe",
}
print(child:wait_for_line("ready", 60))
print(child:wait())
local ok, e = pcall(child.stdout.read_text, child.stdout)
local text = child.stdout:read_text()
-- The last bytes may still be in the pipe when the reader comes. They are not dropped.
local dropped = tonumber(e.detail:match("^%d+"))
print(e.symbol, (e.detail:gsub("^%d+", "N")), #text >= 65536, dropped + #text, text:sub(-4))
local reader <close> = system.spawn{program = "sh", arguments = {"sh", "-c", "yes | head -c 1000000"}, stdout = "pipe"}
local first = reader.stdout:read_line()
local f = spawn(function() return reader:wait() end)
this_fiber.yield()
print(first, 2 + #reader.stdout:read_text(), f:join()) -- nothing is dropped for a reader
