local flag = ip.message_flag
local function bound()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end
local a, b = bound(), bound()
local function send(to, times)
  for _ = 1, times do a:send_to(byte_span.append("0123456789"), to.local_address, to.local_port) end
end
send(b, 7)
local small = byte_span.new(4)
b:receive(small, flag.peek) -- loses nothing
b:receive(small, flag.truncate) -- asked for the length
b:receive(byte_span.new(0)) -- dropped on purpose
b:receive(byte_span.new(10)) -- fits
print("not yet")
b:receive_from(small)
b:receive(small)
b:receive_from(small)
print(b:io_control("bytes_readable"))
local parked = spawn(function() return b:receive_from(small) end)
b:receive(small)
this_fiber.yield()
send(b, 1)
parked:join()
local c = bound()
send(c, 1)
c:receive(small)
