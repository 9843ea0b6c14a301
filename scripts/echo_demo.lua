#!/usr/bin/env moonwire
-- A UDP server and a client in one program: two fibers, each of which simply waits for its datagrams.
-- Run it with: moonwire scripts/echo_demo.lua

local function socket()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0) -- port 0: the system chooses a free one
  return sock
end

local server, client = socket(), socket()
local messages = {"hello", "from", "the", "moon"}

local echo = spawn(function()
  local buf = byte_span.new(1024)
  for _ = 1, #messages do
    local count, addr, port = server:receive_from(buf) -- blocks this fiber, not the program
    server:send_to(buf:slice(1, count), addr, port)
  end
end)

local buf = byte_span.new(1024)
for _, message in ipairs(messages) do
  client:send_to(byte_span.append(message), server.local_address, server.local_port)
  local count, addr = client:receive_from(buf)
  print(string.format("sent %q, %s answered %q", message, addr, tostring(buf:slice(1, count))))
end

echo:join()
