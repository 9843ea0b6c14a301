-- network: own
-- Nobody answers for 10.7.9.77: what is sent there waits in the sender's buffer until that is known, and fails then.
local nobody = ip.address.new("10.7.9.77")
local sender = ip.udp.socket.new()
sender:open("v4")
sender:set_option("receive_errors", true)
sender:set_option("send_buffer_size", 4096)
local datagram, sent = byte_span.new(1000), 0
local ok, e
repeat
  ok, e = pcall(sender.send_to, sender, datagram, nobody, 7000 + sent)
  sent = sent + 1
until not ok or sent == 100
print(ok, e.symbol, e.operation, e.address, e.port == 7000 + sent - 1)
