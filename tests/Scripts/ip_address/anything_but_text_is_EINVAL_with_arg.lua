local show = dofile("../support/show.lua")
show(ip.address.new, 5)
show(ip.address.new, {})
show(ip.address.new, ip.address.any_v4())
