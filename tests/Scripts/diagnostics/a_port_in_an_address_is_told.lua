local a = ip.address.new("127.0.0.1:4000")
