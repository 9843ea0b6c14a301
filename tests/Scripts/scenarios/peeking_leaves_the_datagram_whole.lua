-- After CPython's MSG_PEEK tests and libuv's short reads.
local sockets = dofile("../udp/support/sockets.lua")
local a, b = sockets.bound(), sockets.bound()
sockets.send(a, b, "first")
sockets.send(a, b, "second")
local short, long, peek = byte_span.new(2), byte_span.new(100), ip.message_flag.peek
print(b:receive(short, peek), short)
local count, address, port = b:receive_from(long, peek)
print(count, long:slice(1, count), address, port == a.local_port)
print(b:receive(byte_span.new(0), peek))
print(sockets.text(b), sockets.text(b))
-- A peek waits like any receive, and the receive after it gets the same datagram.
local peeker = spawn(function() return b:receive(long, peek) end)
local receiver = spawn(function() return sockets.text(b) end)
this_fiber.yield()
sockets.send(a, b, "third")
print(peeker:join(), receiver:join())
