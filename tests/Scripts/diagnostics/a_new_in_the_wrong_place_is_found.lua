local sock = ip.udp.new()
