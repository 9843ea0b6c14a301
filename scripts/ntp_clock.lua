#!/usr/bin/env moonwire
-- The time over the network, as SNTP does it (RFC 4330): how far is the server's clock from ours, and how far is the
-- server? Without arguments it asks a server of its own, whose clock is an hour ahead.
-- Run it with: moonwire scripts/ntp_clock.lua [ADDRESS:PORT]
-- Each datagram is hostile: an answer has to come from the server, to be one (mode 4), and to return our random time stamp;
-- a server without the time is refused. Ours answers clients only (mode 3), with as many bytes as it got.

local time = require "time"

local PACKET <const> = ">BBBbI4I4c4I8I8I8I8" -- 48 bytes; the last four are time stamps
local SINCE_1900 <const> = 2208988800 -- from the epoch of NTP to that of system_clock, in seconds
local CLIENT <const>, SERVER <const> = 4 << 3 | 3, 4 << 3 | 4 -- version 4, and who is speaking

-- 32 bits of seconds, 32 bits of their fractions. Differences are right also when the seconds start again, in 2036.
local function to_stamp(seconds)
  local whole = math.floor(seconds)
  return (whole + SINCE_1900) << 32 | math.floor((seconds - whole) * 0x1p32)
end

local function difference(a, b) return (a - b) / 0x1p32 end

local function now()
  return time.system_clock.now().seconds_since_epoch
end

local function serve(sock, ahead)
  local buf = byte_span.new(48)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local received = now() + ahead
    local first, _, poll, _, _, _, _, _, _, _, transmit = buf:unpack(PACKET)
    if count == 48 and first & 7 == 3 then -- an answer to an answer might have no end
      buf:pack(PACKET, 1, SERVER, 1, poll, -20, 0, 0, "LOCL", to_stamp(received), transmit, to_stamp(received), to_stamp(now() + ahead))
      pcall(sock.send_to, sock, buf, addr, port)
    end
  end
end

-- The server's clock minus ours, and how long the datagrams were on their way, both in seconds.
local function ask(address, port)
  local sock <close> = ip.udp.socket.new()
  sock:connect(address, port)
  local sent, nonce = to_stamp(now()), math.random(0) -- the server returns what we send: only who saw it can answer
  sock:send(byte_span.pack(PACKET, CLIENT, 0, 6, -20, 0, 0, "\0\0\0\0", 0, 0, 0, nonce))
  local buf = byte_span.new(48)
  return time.with_timeout(5, function()
    while true do
      local count = sock:receive(buf)
      local arrived = to_stamp(now())
      local first, stratum, _, _, _, _, id, _, origin, receive, transmit = buf:unpack(PACKET)
      if count == 48 and first & 7 == 4 and origin == nonce then
        if stratum == 0 then error("the server wants no questions: " .. byte_span.printable(id), 0) end -- the kiss of death
        if stratum > 15 or first >> 6 == 3 or receive == 0 or transmit == 0 then error("the server does not know the time", 0) end
        return (difference(receive, sent) + difference(transmit, arrived)) / 2, difference(arrived, sent) - difference(transmit, receive), stratum
      end
    end
  end)
end

local address, port
if ... then
  address, port = ip.toendpoint((...))
else
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind(ip.address.loopback_v4(), 0)
  address, port = sock.local_address, sock.local_port
  local server = spawn(serve, sock, 3600)
  scope_cleanup_push(function() server:interrupt() end)
end

local offset, delay, stratum = ask(address, port)
print(string.format("the server's clock is %.0f seconds ahead of this one", offset))
print(string.format("the way to it and back takes %.6f seconds; its stratum is %d", delay, stratum))
