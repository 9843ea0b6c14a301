#!/usr/bin/env moonwire
-- The time over the network, as SNTP does it (RFC 4330): how far is the server's clock from ours, and how far is the
-- server? Without arguments it asks a server of its own, whose clock is an hour ahead.
-- Run it with: moonwire scripts/ntp_clock.lua [ADDRESS:PORT]

local time = require "time"

local PACKET <const> = ">BBBbI4I4c4I8I8I8I8" -- 48 bytes; the last four are time stamps
local SINCE_1900 <const> = 2208988800 -- from the epoch of NTP to that of system_clock, in seconds
local CLIENT <const>, SERVER <const> = 4 << 3 | 3, 4 << 3 | 4 -- version 4, and who is speaking

-- 32 bits of seconds, 32 bits of their fractions.
local function to_stamp(seconds)
  local whole = math.floor(seconds)
  return (whole + SINCE_1900) << 32 | math.floor((seconds - whole) * 0x1p32)
end

local function from_stamp(stamp)
  return (stamp >> 32) - SINCE_1900 + (stamp & 0xFFFFFFFF) / 0x1p32
end

local function now()
  return time.system_clock.now().seconds_since_epoch
end

local function serve(sock, ahead)
  local buf = byte_span.new(48)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local received = now() + ahead
    if count == 48 then
      local _, _, poll, _, _, _, _, _, _, _, transmit = buf:unpack(PACKET)
      buf:pack(PACKET, 1, SERVER, 1, poll, -20, 0, 0, "LOCL", to_stamp(received), transmit, to_stamp(received), to_stamp(now() + ahead))
      sock:send_to(buf, addr, port)
    end
  end
end

-- The server's clock minus ours, and how long the datagrams were on their way, both in seconds.
local function ask(address, port)
  local sock <close> = ip.udp.socket.new()
  sock:connect(address, port)
  local sent = now()
  local stamp = to_stamp(sent)
  sock:send(byte_span.pack(PACKET, CLIENT, 0, 6, -20, 0, 0, "\0\0\0\0", 0, 0, 0, stamp))
  local buf = byte_span.new(48)
  return time.with_timeout(5, function()
    while true do
      local count = sock:receive(buf)
      local arrived = now()
      if count == 48 then
        local _, stratum, _, _, _, _, _, _, origin, receive, transmit = buf:unpack(PACKET)
        if origin == stamp then -- it answers this question, no earlier one
          receive, transmit = from_stamp(receive), from_stamp(transmit)
          return ((receive - sent) + (transmit - arrived)) / 2, (arrived - sent) - (transmit - receive), stratum
        end
      end
    end
  end)
end

local server, address, port
if ... then
  address, port = ip.toendpoint((...))
else
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  address, port = sock.local_address, sock.local_port
  server = spawn(serve, sock, 3600)
end

local offset, delay, stratum = ask(address, port)
print(string.format("the server's clock is %.0f seconds ahead of this one", offset))
print(string.format("the way to it and back takes %.6f seconds; its stratum is %d", delay, stratum))

if server then server:interrupt() end
