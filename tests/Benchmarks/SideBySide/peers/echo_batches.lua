-- moonwire echo server whose answers leave in batches.  moonwire echo_batches.lua PORT
local ip = require "ip"
local byte_span = require "byte_span"
local sock = ip.udp.socket.new()
sock:open("v4")
sock:set_option("segmentation_offload", true)
sock:set_option("receive_buffer_size", 4194304)
sock:bind(ip.address.loopback_v4(), tonumber(arg[1] or 9000))
print("ready")
io.stdout:flush()
local buf = byte_span.new(65536)
while true do
  local nread, addr, port = sock:receive_from(buf)
  sock:send_to(buf:slice(1, nread), addr, port)
end
