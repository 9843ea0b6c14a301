-- Sends a question of DNS from one socket to another, and returns both.
local dns = require "moonwire.proto.dns"

local function udp()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  return sock
end

return function()
  local client, server = udp(), udp()
  local question = dns.encode {id = 17, questions = {{name = "example.test", type = "A"}}}
  client:send_to(byte_span.append(question), "127.0.0.1", server.local_port)
  return client, server
end
