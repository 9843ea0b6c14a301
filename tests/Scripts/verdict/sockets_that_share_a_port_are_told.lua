-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local function new(port)
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:set_option("reuse_address", true)
  sock:bind("127.0.0.1", port)
  return sock
end
local first = new(0)
local second = new(first.local_port)
verdict.name(first, "OWN")
local peer = verdict.peer("PEER")
verdict.send(first, peer, "answer")
verdict.show(first)
second:receive(byte_span.new(100))
verdict.show(first)
