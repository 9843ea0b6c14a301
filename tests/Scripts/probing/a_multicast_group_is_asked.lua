-- network: own
-- Members of a group answer from their own addresses.
local prober = dofile("support/prober.lua")
local group = ip.address.new("239.192.0.1")
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind(ip.address.any_v4(), 0)
sock:set_option("join_multicast_group", group, "far")
spawn({daemon = true}, function()
  local buffer = byte_span.new(100)
  while true do
    local count, address, port, info = sock:receive_with_info(buffer)
    sock:send_from(buffer:slice(1, count), address, port, info.local_address)
  end
end)
prober.name(sock.local_port, "PORT")
prober.show(ip.tostring(group, sock.local_port), "--send", "who?", "--interface", "near", "--timeout", "20")
prober.show(ip.tostring(group, 9), "--send", "who?", "--interface", "near", "--timeout", "0.3", "--retries", "0")

-- A member of a network answers the network's broadcast address from its own address.
for _, interface in ipairs(ip.interfaces()) do
  if interface.name == "near" then
    local near = interface.addresses[1]
    local last = ip.network.new(near.address, near.prefix).last
    prober.show(ip.tostring(last, sock.local_port), "--send", "who?", "--timeout", "20")
  end
end
