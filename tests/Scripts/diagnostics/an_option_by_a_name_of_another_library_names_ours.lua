local sock = ip.udp.socket.new()
sock:open("v4")
local names = [[SO_REUSEADDR SO_REUSEPORT SO_BROADCAST SO_RCVBUF SO_SNDBUF IP_TTL IP_TOS IP_MULTICAST_TTL
IP_MULTICAST_IF
  IP_ADD_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP IP_RECVERR IPV6_V6ONLY IPV6_JOIN_GROUP IPV6_TCLASS MCAST_LEAVE_GROUP
  reuseaddr ttl rcvbuf sndbuf recv_buffer_size add_membership drop_membership multicast_ttl ipv6only reuseAddr
  ip-multicast-ttl ip-multicast-loop ipv6-v6only dontroute SO_LINGER]]
for name in names:gmatch("%S+") do
  local _, set = pcall(sock.set_option, sock, name, true)
  local _, got = pcall(sock.get_option, sock, name)
  print(set.symbol, set.detail, set.detail == got.detail)
end
