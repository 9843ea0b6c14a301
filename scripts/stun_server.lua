#!/usr/bin/env moonwire
-- A STUN server (RFC 8489): returns to each client the address and port of the sender of its datagram. Behind a router
-- with address translation, these are the router's, and others can reach the client there.
-- Run it with: moonwire scripts/stun_server.lua [ADDRESS:PORT]
-- Then ask it: turnutils_stunclient -p PORT ADDRESS
-- Without arguments, it asks itself once.
-- Each datagram is hostile: only requests get an answer, because two servers might answer each other for ever. The
-- address is sent in disguise (XOR), because some routers replace every address that they find in a datagram.

local stun = require "moonwire.proto.stun"

local BINDING <const>, UNKNOWN_ATTRIBUTES <const> = 1, 0x000A

-- Returns the answer to a datagram, or nil.
local function answer_to(datagram, address, port)
  local request = stun.decode(datagram)
  if not request or request.class ~= "request" or request.method ~= BINDING then return nil end
  local answer = {transaction = request.transaction, software = "moonwire"}
  -- Attributes below 0x8000 must be understood. These are authentication and other things that this server lacks.
  local unknown = {}
  for _, attribute in ipairs(request.attributes) do
    if attribute.type < 0x8000 then unknown[#unknown + 1] = string.pack(">I2", attribute.type) end
  end
  if #unknown > 0 then
    answer.class, answer.error = "error", {code = 420, reason = "Unknown Attribute"}
    answer.attributes = {{type = UNKNOWN_ATTRIBUTES, value = table.concat(unknown)}}
  else
    local seen = {address = tostring(address), port = port}
    answer.class, answer.xor_mapped, answer.mapped = "success", seen, seen
  end
  return stun.encode(answer)
end

local function serve(sock)
  local buf = byte_span.new(1500)
  while true do
    local count, address, port = sock:receive_from(buf)
    local ok, answer = pcall(answer_to, buf:slice(1, count), address, port)
    if ok and answer then pcall(sock.send_to, sock, byte_span.append(answer), address, port) end
  end
end

local endpoint = ...
local address, port = ip.address.loopback_v4(), 0
if endpoint then address, port = ip.toendpoint(endpoint) end
local sock = ip.udp.socket.new()
sock:open(address)
sock:bind(address, port)
if endpoint then
  print("listening at " .. ip.tostring(sock.local_address, sock.local_port))
  return serve(sock)
end

local server = spawn(serve, sock)
scope_cleanup_push(function() server:interrupt() end)
local client, buf, exchange = ip.udp.socket.new(), byte_span.new(1500), stun.probe()
client:connect(sock.local_address, sock.local_port)
client:send(byte_span.append(exchange.request(1)))
local verdict, _, fields = exchange.check(tostring(buf:slice(1, client:receive(buf))))
print(verdict, fields.address, "the port is the client's: " .. tostring(fields.port == client.local_port))
