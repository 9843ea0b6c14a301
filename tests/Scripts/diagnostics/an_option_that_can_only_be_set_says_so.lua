local sock = ip.udp.socket.new()
sock:open("v4")
for _, name in ipairs {"join_multicast_group", "leave_multicast_group", "multicast_interface"} do
  local _, e = pcall(sock.get_option, sock, name)
  print(e.symbol, e.arg, e.detail)
end
