local sock = ip.udp.socket.new()
sock:open("v4")
sock:connect(ip.address.loopback_v4(), 9)
sock:send("hello")
