-- Many sockets with a waiting fiber each, of which some get datagrams.  moonwire sockets.lua SOCKETS ACTIVE DATAGRAMS
-- Datagrams are sent in rounds of 100, spread over the active sockets. The receiver of a round's last datagram answers.
-- Each datagram is sent alone, because batches to a single socket would make that case look cheap.
local ip = require "ip"
local byte_span = require "byte_span"
local sockets, active, total = tonumber(arg[1]), tonumber(arg[2]), tonumber(arg[3])
local BATCH = 100

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local sender, message, received = udp(), byte_span.new(64), 0
local home, home_port = sender.local_address, sender.local_port
local ports, all = {}, {}
for i = 1, sockets do
  local s = udp()
  all[i], ports[i] = s, s.local_port
  spawn(function()
    local buffer = byte_span.new(64)
    while true do
      s:receive_from(buffer)
      received = received + 1
      if received % BATCH == 0 then s:send_to(message, home, home_port) end
    end
  end):detach()
end

local step, answer, sent = sockets // active, byte_span.new(64), 0
local function round()
  for _ = 1, BATCH do
    sender:send_to(message, home, ports[sent % active * step + 1])
    sent = sent + 1
  end
  sender:receive_from(answer)
end

for _ = 1, 20 do round() end -- a warm-up
local before = os.clock()
for _ = 1, total // BATCH do round() end
local cost = (os.clock() - before) * 1e6 / (total // BATCH * BATCH)
print(string.format("sockets=%d active=%d cpu_us=%.3f", sockets, active, cost))
os.exit(0)
