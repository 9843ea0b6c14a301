-- Sends 32 datagrams of one length in a run, with segmentation_offload.  moonwire batches.lua RUNS
local ip = require "ip"
local byte_span = require "byte_span"
local time = require "time"
local RUN = 32

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local from, to = udp(), udp()
from:set_option("segmentation_offload", true)
local message, buffer, address, port = byte_span.new(64), byte_span.new(64), to.local_address, to.local_port
for _ = 1, tonumber(arg[1]) do
  for _ = 1, RUN do from:send_to(message, address, port) end
  for _ = 1, RUN do to:receive_from(buffer) end
end
os.exit(0)
