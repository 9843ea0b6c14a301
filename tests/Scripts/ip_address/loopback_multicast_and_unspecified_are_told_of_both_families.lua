local new = ip.address.new
for _, text in ipairs {
  "0.0.0.0", "127.0.0.1", "127.255.255.255", "128.0.0.1", "223.255.255.255", "224.0.0.1", "239.255.255.255",
  "240.0.0.0",
  "255.255.255.255", "::", "::1", "::2", "1::1", "::ffff:127.0.0.1", "::ffff:224.0.0.1", "ff00::", "ff02::1",
  "fe80::1%lo",
} do
  local a, is = new(text), {}
  for _, name in ipairs {"is_loopback", "is_multicast", "is_unspecified"} do
    if a[name] then is[#is + 1] = name end
  end
  print(text, table.concat(is, " "))
end
