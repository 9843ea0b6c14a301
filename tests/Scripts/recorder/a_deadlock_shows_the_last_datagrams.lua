-- options: --recorder 256
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
sock:send_to(byte_span.append("query"), "127.0.0.1", sock.local_port)
spawn(function()
  local other = ip.udp.socket.new()
  other:open("v4")
  other:send_to(byte_span.append("x"), "127.0.0.1", sock.local_port) -- the fiber has ended
end):join()
local mutex = require("mutex").new()
mutex:lock()
mutex:lock()
