#!/usr/bin/env moonwire
-- The time over the network, with NTP (RFC 5905): how far is the server's clock from ours, and how far away is the
-- server? Without arguments, it asks its own server, whose clock is an hour ahead.
-- Run it with: moonwire scripts/ntp_clock.lua [ADDRESS:PORT]
-- Each datagram is hostile: an answer must come from the server, be an answer (mode 4), and return our random stamp.
-- A server without the time is refused. Our server answers clients only (mode 3), with no more bytes than it received.

local time, ntp = require "time", require "moonwire.proto.ntp"

local function now() return ntp.to_stamp(time.system_clock.now().seconds_since_epoch) end

-- Differences of stamps are also right when the seconds wrap around, in 2036.
local function difference(a, b) return (a - b) / 0x1p32 end

-- scripts/ntp_server.lua is a server that tells the right time.
local function serve(sock, ahead)
  local buf = byte_span.new(48)
  while true do
    local count, addr, port = sock:receive_from(buf)
    local received = now() + (ahead << 32)
    local question = ntp.decode(buf:slice(1, count))
    if question and question.mode == 3 then -- an answer to an answer might never end
      local answer = ntp.encode {
        mode = 4, stratum = 1, poll = question.poll, precision = -20, reference_id = "LOCL", reference = received,
        originate = question.transmit, receive = received, transmit = now() + (ahead << 32),
      }
      pcall(sock.send_to, sock, byte_span.append(answer), addr, port)
    end
  end
end

-- Returns the server's clock minus ours, and the travel time of the datagrams, both in seconds.
local function ask(address, port)
  local sock <close> = ip.udp.socket.new()
  sock:connect(address, port)
  local nonce = math.random(0) -- the server returns it, so only a host that saw it can answer
  local buf, sent = byte_span.new(48), now()
  sock:send(byte_span.append(ntp.encode {transmit = nonce, poll = 6}))
  return time.with_timeout(5, function()
    while true do
      local count = sock:receive(buf)
      local arrived, answer = now(), ntp.decode(buf:slice(1, count))
      if answer and answer.mode == 4 and answer.originate == nonce then
        -- the kiss of death
        if answer.stratum == 0 then
          error("the server wants no questions: " .. byte_span.printable(answer.reference_id), 0)
        end
        if answer.stratum > 15 or answer.leap == 3 or answer.receive == 0 or answer.transmit == 0 then
          error("the server does not know the time", 0)
        end
        local offset = (difference(answer.receive, sent) + difference(answer.transmit, arrived)) / 2
        return offset, difference(arrived, sent) - difference(answer.transmit, answer.receive), answer.stratum
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
