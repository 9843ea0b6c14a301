-- options: --recorder 256
-- The last event has the destination of its datagram as local endpoint.
local a, b = ip.udp.socket.new(), ip.udp.socket.new()
a:open("v4")
a:bind("127.0.0.1", 0)
b:open("v4")
b:bind("0.0.0.0", 0)
a:send_to(byte_span.append("hello"), "127.0.0.3", b.local_port)
a:close()
b:receive_with_info(byte_span.new(10))
local events = ip.udp.recording()
print(events[#events].local_address)
error("the reason", 0)
