local sock = ip.udp.socket.new()
sock:open("v4")
local group = ip.address.new("239.1.2.3")
print(pcall(sock.set_option, sock, "multicast_interface", "127.0.0.1"))
print(pcall(sock.set_option, sock, "join_multicast_group", group, "127.0.0.1"))
print(pcall(sock.set_option, sock, "leave_multicast_group", "239.1.2.3", "127.0.0.1"))
local function refusal(...) return select(2, pcall(sock.set_option, sock, ...)) end
for _, e in ipairs {
  refusal("multicast_interface", "192.0.2.77"),
  refusal("join_multicast_group", group, "2001:db8::77"),
  refusal("multicast_interface", "no interface"),
} do
  print(e.symbol, e.arg, e.detail)
end
