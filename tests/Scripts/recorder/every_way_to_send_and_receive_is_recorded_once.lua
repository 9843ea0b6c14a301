-- options: --recorder 256
local a, b = ip.udp.socket.new(), ip.udp.socket.new()
for _, sock in ipairs{a, b} do
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
end
local port = b.local_port
local buffer = byte_span.new(20)
local function text(s) return byte_span.append(s) end

a:send_to(text("send_to"), "127.0.0.1", port)
b:receive_from(buffer)
a:try_send_to(text("try_send_to"), "127.0.0.1", port)
while not b:try_receive_from(buffer) do this_fiber.yield() end
a:send_from(text("send_from"), "127.0.0.1", port, "127.0.0.1")
b:receive_with_info(buffer)
a:send_to(text("receive"), "127.0.0.1", port)
b:receive(buffer)
local waiting = spawn(function() b:receive_from(buffer) end) -- waits before the datagram is sent
this_fiber.yield()
a:send_to(text("waits"), "127.0.0.1", port)
waiting:join()
a:connect("127.0.0.1", port)
a:send(text("send"))
b:connect("127.0.0.1", a.local_port)
b:receive(buffer)
waiting = spawn(function() b:receive(buffer) end)
this_fiber.yield()
a:send(text("connected"))
waiting:join()

local function show(sock)
  for _, event in ipairs(ip.udp.recording(sock)) do
    print(event.kind, event.length, event.bytes, event.place:match(":(%d+)$"), event.fiber,
      tostring(event.local_address) .. (event.local_port == sock.local_port and "" or " wrong port"),
      tostring(event.remote_address), event.remote_port == (sock == a and b or a).local_port)
  end
end
show(a)
show(b)
