local sockets = dofile("support/sockets.lua")
local receiver, sender = sockets.bound(), sockets.batches(sockets.bound())
receiver:set_option("receive_buffer_size", 1 << 20)
local address, port = receiver.local_address, receiver.local_port

-- Without a yield in between: equal lengths, other lengths in between, and another sender.
local other, expected = sockets.bound(), {}
local function send(from, text)
  from:send_to(byte_span.append(text), address, port)
  expected[#expected + 1] = text
end
for i = 1, 20 do send(sender, ("%04d"):format(i)) end
send(sender, "a longer one")
for i = 21, 25 do send(sender, ("%04d"):format(i)) end
send(other, "from another")
for i = 26, 30 do send(sender, ("%04d"):format(i)) end

local right = 0
for i = 1, #expected do
  if sockets.text(receiver) == expected[i] then right = right + 1 end
end
print(right == #expected, right)

-- Datagrams are readable at once.
for i = 1, 8 do send(sender, "12345") end
print(receiver:io_control("bytes_readable"))
for i = 1, 7 do receiver:receive(byte_span.new(10)) end
print(receiver:io_control("bytes_readable"))
receiver:receive(byte_span.new(10))
print(receiver:io_control("bytes_readable"))

-- Closing loses no datagram.
for i = 1, 6 do send(sender, "last " .. i) end
sender:close()
for i = 1, 6 do io.write(sockets.text(receiver), i < 6 and ", " or "\n") end
