-- options: --recorder 256
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
print(pcall(sock.send_to, sock, byte_span.new(65508), "127.0.0.1", 9))
local other = ip.udp.socket.new()
other:open("v4")
print(pcall(other.send_to, other, byte_span.append("x"), "255.255.255.255", 9))
print(pcall(other.try_send_to, other, byte_span.append("y"), "255.255.255.255", 9))
for _, event in ipairs(ip.udp.recording()) do
  print(event.socket, event.kind, event.length, #event.bytes, event.code, event.message, event.remote_address,
    event.remote_port, event.place)
end
