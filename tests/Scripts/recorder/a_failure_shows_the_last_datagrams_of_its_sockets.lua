-- options: --recorder 256
local function udp()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  return sock
end

local others, own, closed = udp(), udp(), udp()
spawn(function() others:send_to(byte_span.append("not concerned"), "127.0.0.1", others.local_port) end):join()
for i = 1, 12 do own:send_to(byte_span.append("number " .. i), "127.0.0.1", closed.local_port) end
closed:receive(byte_span.new(4), ip.message_flag.truncate)
closed:send_to(byte_span.append("\0\1\127 more than sixteen bytes"), "127.0.0.1", own.local_port)
closed:close()
own:receive(byte_span.new(100))
own:send_to(byte_span.new(0), "127.0.0.1", 9)
error("the reason")
