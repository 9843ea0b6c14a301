-- network: own
-- Nobody answers for 10.7.9.77. The kernel reports each datagram, and poll(2) returns while a report is queued.
local s = ip.udp.socket.new()
s:open("v4")
s:set_option("receive_errors", true)
s:set_option("send_buffer_size", 4096)
local began, cpu = require("time").steady_clock.now(), os.clock()
for _ = 1, 40 do s:send_to(byte_span.new(1000), ip.address.new("10.7.9.77"), 9) end
cpu = os.clock() - cpu
local waited = require("time").steady_clock.now() - began
print(cpu < waited / 2 or ("%.2f s of CPU in %.2f s"):format(cpu, waited))
