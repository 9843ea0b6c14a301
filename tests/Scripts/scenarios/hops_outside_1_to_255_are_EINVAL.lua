-- After Node's dgram setTTL and libuv's udp options.
local show = dofile("../support/show.lua")
for _, family in ipairs {"v4", "v6"} do
  local sock = ip.udp.socket.new()
  sock:open(family)
  for _, hops in ipairs {1, 37, 255} do
    sock:set_option("unicast_hops", hops)
    assert(sock:get_option("unicast_hops") == hops)
    sock:set_option("multicast_hops", hops)
    assert(sock:get_option("multicast_hops") == hops)
  end
  for _, hops in ipairs {256, 257, 1000, -2} do show(sock.set_option, sock, "unicast_hops", hops) end
  show(sock.set_option, sock, "multicast_hops", 256)
  print(sock:get_option("unicast_hops"), sock:get_option("multicast_hops"))
  for _, option in ipairs {"broadcast", "multicast_loop"} do
    for _, value in ipairs {true, true, false, false, true} do
      sock:set_option(option, value)
      assert(sock:get_option(option) == value)
    end
  end
  sock:close()
  show(sock.set_option, sock, "unicast_hops", 1)
end
