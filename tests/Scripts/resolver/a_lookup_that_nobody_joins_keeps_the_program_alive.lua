spawn(function() print(ip.udp.get_address_info("127.0.0.1", 53)[1].address) end)
