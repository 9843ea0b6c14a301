local show = dofile("../support/show.lua")
local sock = ip.udp.socket.new()
sock:open("v4")
for _, name in ipairs {"broadcast", "reuse_address", "do_not_route", "multicast_loop"} do
  sock:set_option(name, true)
  local on = sock:get_option(name)
  sock:set_option(name, false)
  print(name, on, sock:get_option(name))
end
for _, name in ipairs {"unicast_hops", "multicast_hops"} do
  sock:set_option(name, 7)
  print(name, sock:get_option(name))
end
for _, name in ipairs {"send_buffer_size", "receive_buffer_size"} do
  sock:set_option(name, 50000)
  print(name, sock:get_option(name))
end
sock:close()
sock:open("v6")
sock:set_option("v6_only", true)
sock:set_option("unicast_hops", 9)
print(sock:get_option("v6_only"), sock:get_option("unicast_hops"))
