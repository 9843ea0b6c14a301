for _, text in ipairs {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "2001:db8::1", "::ffff:1.2.3.4"} do
  local address = ip.address.new(text)
  local bytes = address:to_bytes()
  local of_span = ip.address.from_bytes(byte_span.append(bytes))
  print(text, #bytes, ip.address.from_bytes(bytes) == address, of_span == address)
end
print(("%d %d %d %d"):format(ip.address.new("1.2.3.4"):to_bytes():byte(1, -1)))
for _, wrong in ipairs {"", "abc", ("x"):rep(15), 4} do
  local ok, e = pcall(ip.address.from_bytes, wrong)
  print(ok, e.symbol, e.arg, e.detail)
end
print(pcall(ip.address.from_bytes) == false, select(2, pcall(ip.address.any_v4().to_bytes, "x")).detail)
