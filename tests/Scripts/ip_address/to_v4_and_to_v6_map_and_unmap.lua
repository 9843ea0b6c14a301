local show = dofile("../support/show.lua")
local new = ip.address.new
print(new("192.0.2.1"):to_v6(), new("::ffff:192.0.2.1"):to_v4(), new("10.0.0.1"):to_v6(),
  new("255.255.255.255"):to_v6():to_v4())
show(new("::1").to_v4, new("::1"))
show(new("::192.0.2.1").to_v4, new("::192.0.2.1"))
show(new("::1").to_v4, new("192.0.2.1"))
show(new("::1").to_v6, new("::1"))
show(new("::1").to_v6, new("::ffff:192.0.2.1"))
show(new("::1").to_v6)
show(new("::1").to_v4, "192.0.2.1")
