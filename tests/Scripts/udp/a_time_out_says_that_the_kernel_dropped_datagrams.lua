local time = require "time"
local receiver, sender = ip.udp.socket.new(), ip.udp.socket.new()
receiver:open("v4")
receiver:bind("127.0.0.1", 0)
receiver:set_option("receive_buffer_size", 4096)
sender:open("v4")
local data = byte_span.append(("x"):rep(1000))
for _ = 1, 100 do
  sender:send_to(data, receiver.local_address, receiver.local_port)
end
local buf = byte_span.new(1000)
local received = 0
local ok, e
repeat
  ok, e = pcall(time.with_timeout, 0.2, receiver.receive, receiver, buf)
  received = received + (ok and 1 or 0)
until not ok
print(e.symbol, received > 0)
local dropped = tonumber(e.detail:match("; the kernel has dropped (%d+) datagrams at this socket so far, "))
print(dropped + received)
print(e.detail:match("because .-receive_buffer_size"))
