local a = ip.address.new("localhost")
