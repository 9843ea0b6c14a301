local assert = require "moonwire.test".assert
local server, client = ip.udp.socket.new(), ip.udp.socket.new()
server:open("v4")
server:bind("127.0.0.1", 0)
client:connect("127.0.0.1", server.local_port)
local function try(bytes, options)
  client:send(byte_span.append(bytes))
  local ok, e = pcall(assert.datagram, server, options)
  print(ok, ok and "" or (tostring(e):gsub("^.-: ", "", 1):gsub("port %d+", "port ...")))
end
try("12hello", {equals = "99hello", ignore = "0+2"})
try("12hello3", {equals = "99hello4", ignore = {"0+2", "7+1"}})
try("12hello", {equals = "99jello", ignore = "0+2"})
try("12hello", {equals = "99hello!", ignore = {"0+2", "7+1"}})
for _, wrong in ipairs {"2", 2, {"0+2", 3}, "9999999999+1"} do
  print(select(2, pcall(assert.datagram, server, {ignore = wrong})))
end
server:close()
client:close()
