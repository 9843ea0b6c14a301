-- options: --recorder 256 --redact support/count.lua
-- The function gets all bytes. The kernel never sends more than 65535 bytes; zeros are recorded without a call.
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
for _, size in ipairs {1, 447, 448, 449, 65507, 65508, 65535, 65536, 1000000, 1} do
  pcall(sock.send_to, sock, byte_span.append((":"):rep(size)), "127.0.0.1", sock.local_port)
end
for _, event in ipairs(ip.udp.recording()) do
  print(event.length, #event.bytes, (event.bytes:sub(1, 3):gsub("%z", "0")), event.code)
end
