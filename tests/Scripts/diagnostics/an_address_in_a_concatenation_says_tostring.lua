local a = ip.address.loopback_v4()
print("peer " .. a)
