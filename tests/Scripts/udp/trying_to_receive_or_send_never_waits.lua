local buf, text = byte_span.new(100), byte_span.append("hello")
local a, b = ip.udp.socket.new(), ip.udp.socket.new()
a:open("v4")
b:open("v4")
a:bind("127.0.0.1", 0)
b:bind("127.0.0.1", 0)
this_fiber.forbid_suspend()
print(a:try_receive_from(buf))
for i = 1, 3 do b:try_send_to(text:slice(1, i), "127.0.0.1", a.local_port) end
for _ = 1, 4 do
  local n, address, port = a:try_receive_from(buf)
  print(n, address, port == b.local_port)
end
b:try_send_to(text, "127.0.0.1", a.local_port)
print((a:try_receive_from(buf, ip.message_flag.peek)), (a:try_receive_from(buf)))
this_fiber.allow_suspend()

-- Fibers that wait come first.
local waiting = spawn(function() return (a:receive_from(buf)) end)
this_fiber.yield()
b:try_send_to(text, "127.0.0.1", a.local_port)
print((a:try_receive_from(buf)), waiting:join())

-- Segments that are held leave.
pcall(b.set_option, b, "segmentation_offload", true) -- where the system has it
b:try_send_to(text, "127.0.0.1", a.local_port)
b:send_to(text, ip.address.loopback_v4(), a.local_port)
b:try_receive_from(buf)
print((a:try_receive_from(buf)), (a:try_receive_from(buf)), (a:try_receive_from(buf)))

local function show(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, e.symbol, e.arg, e.operation)
end
show(a.try_receive_from, a, "x")
show(a.try_send_to, a, text, "127.0.0.1", -1)
show(a.try_send_to, a, text, "127.0.0.1", 0)
show(a.try_send_to, a, byte_span.new(70000), "127.0.0.1", 9)
a:close()
show(a.try_receive_from, a, buf)
show(a.try_send_to, a, text, "127.0.0.1", 9)
