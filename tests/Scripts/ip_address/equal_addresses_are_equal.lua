local new = ip.address.new
print(new("127.0.0.1") == ip.address.loopback_v4(), new("::1") == ip.address.loopback_v6(),
  new("1::0:2") == new("1::2"))
print(new("1.2.3.4") == new("1.2.3.5"), new("::1") == new("::2"), new("fe80::1%1") == new("fe80::1%2"),
  new("fe80::1") == new("fe80::1%1"))
print(new("0.0.0.0") == new("::"), new("1.2.3.4") == "1.2.3.4", new("1.2.3.4") == nil, new("1.2.3.4") == io.stdout)
print(new("1.2.3.4") ~= new("::ffff:1.2.3.4"))
