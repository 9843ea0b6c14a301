-- options: --recorder 256
-- env: MOONWIRE_DISABLE=icmp
local dns = require "moonwire.proto.dns"
local client, server = dofile("support/question.lua")()
local buffer = byte_span.new(512)
local length, address, port = server:receive_from(buffer)
local question = dns.decode(buffer:slice(1, length))
local answer = dns.encode {
  id = question.id, response = true, questions = question.questions,
  answers = {{name = "example.test", type = "A", ttl = 60, value = "192.0.2.1"}},
}
server:send_to(byte_span.append(answer), address, port)
server:send_to(byte_span.append("no message of DNS"), address, port)
client:receive(buffer)
client:send_to(byte_span.append("\64\0\0\7"), "127.0.0.1", 5683) -- the port of CoAP
client:send_to(byte_span.append(answer), "127.0.0.1", 5683)
client:send_to(byte_span.append("requests:1|c"), "127.0.0.1", 8125)
client:send_to(byte_span.append("\64\0\0\7"), "127.0.0.1", server.local_port)
error("the reason", 0)
