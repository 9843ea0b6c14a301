-- network: own
-- Nobody answers for 10.7.9.77, so datagrams to it stay in the send buffer until that is known. The kernel then reports
-- each of them. A send that waited for room has another destination, so it succeeds. Receives raise the reports.
local nobody = ip.address.new("10.7.9.77")
local sender = ip.udp.socket.new()
sender:open("v4")
sender:set_option("receive_errors", true)
sender:set_option("send_buffer_size", 4096)
local datagram = byte_span.new(1000)
for i = 0, 29 do
  assert(sender:send_to(datagram, nobody, 7000 + i) == 1000)
end
local ok, e = pcall(sender.receive, sender, datagram)
print(ok, e.symbol, e.address, e.port)
