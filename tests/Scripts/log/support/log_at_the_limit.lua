-- Runs with few descriptors and a log file, and logs when no descriptor is left.
local log, kept = require "log", {}
local function write(from, to)
  for i = from, to do log.warn("event {I}", i) end
end
write(1, 20) -- begins several files, so that everything is initialized
repeat
  local s = ip.udp.socket.new()
  kept[#kept + 1] = s
until not pcall(s.open, s, "v4")
write(21, 40)
