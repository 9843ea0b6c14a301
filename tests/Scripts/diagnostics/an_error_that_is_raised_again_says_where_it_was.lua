local sock = ip.udp.socket.new()
local ok, e = pcall(function()
  sock:bind("127.0.0.1", 4000)
end)
if not ok then error(e) end
