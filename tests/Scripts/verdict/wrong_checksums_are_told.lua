-- network: own
-- tool: nft
-- The kernel itself computes the checksum of a datagram that does not fit into one packet. A rule then changes it.
local time = require "time"
local function shell(command) assert(os.execute(command), command) end
shell [[ip link set lo mtu 1500]]
shell [[nft 'table inet t {
chain out {
  type filter hook output priority 0
  udp length > 2000 udp checksum set 0x1234
}
}']]

local function bound(address)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, 0)
  return sock
end

local function show(sock)
  local ok, e = pcall(time.with_timeout, 0.05, sock.receive, sock, byte_span.new(4000))
  print(ok, e.detail:match("; the kernel has dropped.*"))
end

local damaged = byte_span.append(("x"):rep(3000))
for _, address in ipairs {"127.0.0.1", "::1"} do
  local sender, receiver = bound(ip.address.new(address)), bound(ip.address.new(address))
  for i = 1, 2 do
    sender:send_to(damaged, receiver.local_address, receiver.local_port)
    if i == 1 then show(receiver) end
  end
  show(receiver)
end

-- If the kernel has also dropped datagrams for another cause, the receive buffer is the likeliest cause.
local sender, receiver = bound(ip.address.loopback_v4()), bound(ip.address.loopback_v4())
receiver:set_option("receive_buffer_size", 4096)
local data = byte_span.append(("x"):rep(1000))
for _ = 1, 20 do sender:send_to(data, receiver.local_address, receiver.local_port) end
while receiver:io_control("bytes_readable") > 0 do receiver:receive(byte_span.new(1000)) end
local ok, e = pcall(time.with_timeout, 0.05, receiver.receive, receiver, byte_span.new(1000))
print(ok, (e.detail:match("; the kernel has dropped.*"):gsub("%d+", "N")))
