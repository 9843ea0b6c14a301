-- Calls a method of a socket that does almost nothing, 10 times. moonwire methods.lua TIMES
local sock = require("ip").udp.socket.new()
for _ = 1, tonumber(arg[1]) do
  for _ = 1, 10 do sock:close() end
end
