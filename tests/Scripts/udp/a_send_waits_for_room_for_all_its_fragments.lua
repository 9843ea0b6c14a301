-- network: own
-- Nobody answers for 10.7.9.77, so datagrams to it stay in the send buffer for a while. There is room for the first
-- fragment of the third one, but not for all of them, so it waits. A datagram that can never fit raises an error.
local nobody = ip.address.new("10.7.9.77")
local s = ip.udp.socket.new()
s:open("v4")
s:set_option("send_buffer_size", 40000)
print(s:send_to(byte_span.new(45000), nobody, 9))
print(s:send_to(byte_span.new(60000), nobody, 9))
print(s:send_to(byte_span.new(100), nobody, 9))
s:set_option("send_buffer_size", 4096)
require("time").sleep(0.5)
local ok, e = pcall(s.send_to, s, byte_span.new(60000), nobody, 9)
print(ok, e.symbol, e.detail)
