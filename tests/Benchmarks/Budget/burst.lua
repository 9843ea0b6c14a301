-- Echoes in bursts of 32 within one process. moonwire burst.lua BURSTS
local ip = require "ip"
local byte_span = require "byte_span"
local BURST = 32

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local client, server = udp(), udp()
spawn(function()
  local buffer = byte_span.new(2048)
  while true do
    local n, address, port = server:receive_from(buffer)
    server:send_to(buffer:slice(1, n), address, port)
  end
end):detach()

local buffer, message, address, port = byte_span.new(2048), byte_span.new(64), server.local_address, server.local_port
for _ = 1, tonumber(arg[1]) do
  for _ = 1, BURST do client:send_to(message, address, port) end
  for _ = 1, BURST do client:receive_from(buffer) end
end
os.exit(0)
