local a = ip.address
print(a.any_v4(), a.loopback_v4(), a.broadcast_v4(), a.any_v6(), a.loopback_v6(), a.new())
for _, x in ipairs {a.any_v4(), a.loopback_v6()} do print(x.is_v4, x.is_v6) end
