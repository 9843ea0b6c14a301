#!/usr/bin/env moonwire
-- A UDP server and a client in one program: two fibers, each of which simply waits for its datagrams.
-- Run it with: moonwire scripts/echo_demo.lua
-- Each datagram is hostile: the server answers questions ("?") only, with an answer ("!") that is no longer, so that
-- two such servers cannot answer each other forever. The client receives from its server only, and escapes its output.

local server, client = ip.udp.socket.new(), ip.udp.socket.new()
server:open("v4")
server:bind(ip.address.loopback_v4(), 0) -- port 0: the kernel chooses a free port
client:connect(server.local_address, server.local_port)

local echo = spawn(function()
  local buf = byte_span.new(1024)
  while true do
    local count, addr, port = server:receive_from(buf) -- blocks this fiber, not the program
    local question = buf:slice(1, count)
    if question:starts_with("?") then
      -- a client that has gone is not an error
      pcall(server.send_to, server, byte_span.append("!", question:slice(2)), addr, port)
    end
  end
end)
scope_cleanup_push(function() echo:interrupt() end)

local buf = byte_span.new(1024)
for _, message in ipairs {"hello", "from", "the", "moon"} do
  client:send(byte_span.append("?", message))
  local answer = buf:slice(1, client:receive(buf))
  print(string.format('sent "%s", %s answered "%s"', message, client.remote_address, answer:slice(2):printable()))
end
