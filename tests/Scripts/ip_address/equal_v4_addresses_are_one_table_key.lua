local names = {[ip.address.new("1.2.3.4")] = "first", [ip.address.loopback_v4()] = "loopback"}
collectgarbage()
print(names[ip.address.new("1.2.3.4")], names[ip.address.new("127.0.0.1")], names[ip.address.new("1.2.3.5")])
