-- A send accepts every flag. Flags without a meaning for sends change nothing.
local sockets = dofile("support/sockets.lua")
local a, b, flag = sockets.bound(), sockets.bound(), ip.message_flag
a:connect(b.local_address, b.local_port)
for _, name in ipairs {"end_of_record", "truncate", "peek", "do_not_route"} do
  print(name, a:send(byte_span.append(name), flag[name]), sockets.text(b))
  print(name, a:send_to(byte_span.append(name), b.local_address, b.local_port, flag[name]), sockets.text(b))
end
print(select(2, pcall(a.send, a, byte_span.append("x"), flag.out_of_band)).symbol)
b:send_to(byte_span.append("answer"), a.local_address, a.local_port)
print(a:receive(byte_span.new(10), flag.end_of_record))
