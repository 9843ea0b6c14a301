#!/usr/bin/env moonwire
-- A time server (NTP version 4, RFC 5905), which tells the clock of this machine to clients such as chronyd and ntpdig.
-- Run it with: moonwire scripts/ntp_server.lua [ADDRESS:PORT]
-- Then ask it: chronyd -Q 'server ADDRESS port PORT iburst'
-- Without arguments, it asks itself once.
-- Each datagram is hostile: only clients (mode 3) get an answer, because two servers might answer each other for ever.
-- An answer is never longer than its question. Stratum 10 says that better clocks are preferred.

local time, ntp = require "time", require "moonwire.proto.ntp"

local STRATUM <const> = 10
local started = ntp.to_stamp(time.system_clock.now().seconds_since_epoch)

local function now() return ntp.to_stamp(time.system_clock.now().seconds_since_epoch) end

-- Returns the answer to a datagram that has arrived at a time, or nil.
local function answer_to(datagram, arrived)
  local question = ntp.decode(datagram)
  if not question or question.mode ~= 3 then return nil end
  return ntp.encode {
    version = math.min(question.version, 4), mode = 4, stratum = STRATUM, poll = question.poll,
    precision = -20, -- about a microsecond
    root_dispersion = 0.001, reference_id = "\127\127\1\1", reference = started,
    -- The client measures the way from these three stamps and the arrival of the answer.
    originate = question.transmit, receive = arrived, transmit = now(),
  }
end

local function serve(sock)
  local buf = byte_span.new(1024)
  while true do
    local count, address, port = sock:receive_from(buf)
    local arrived = now()
    local ok, answer = pcall(answer_to, buf:slice(1, count), arrived)
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
local client, buf, exchange = ip.udp.socket.new(), byte_span.new(1024), ntp.probe {max_offset = 1}
client:connect(sock.local_address, sock.local_port)
client:send(byte_span.append(exchange.request(1)))
local verdict, _, fields = exchange.check(tostring(buf:slice(1, client:receive(buf))))
print(verdict, "stratum " .. fields.stratum)
