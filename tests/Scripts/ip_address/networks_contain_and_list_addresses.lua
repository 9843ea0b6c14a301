local new = ip.network.new
local function list(f, network)
  local texts = {}
  for address in f(network) do texts[#texts + 1] = tostring(address) end
  return table.concat(texts, " ")
end
for _, text in ipairs {
  "10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "192.0.2.1/32", "192.0.2.130/25", "2001:db8::/32", "2001:db8::ff/121",
  "::/0", "::1/128",
} do
  local n = new(text)
  print(n, n.first, n.last, n.netmask, n.prefix)
end
for _, text in ipairs {
  "192.0.2.8/29", "192.0.2.8/30", "192.0.2.8/31", "192.0.2.8/32", "2001:db8::/126", "2001:db8::/127",
  "255.255.255.252/30",
} do
  local n = new(text)
  print(list(n.addresses, n))
  print(list(n.hosts, n))
end
local n = new("10.0.0.0/8")
local mapped = ip.address.new("::ffff:10.0.0.1")
print(n:contains("10.255.255.255"), n:contains("11.0.0.0"), n:contains(mapped), n:contains("::10.0.0.1"))
print(n:contains(n), n:contains(new("10.0.0.0/9")), n:contains(new("8.0.0.0/7")), n:contains(new("::/0")))
print(
  new("fe80::/10"):contains("fe80::1%1"), new("::ffff:0:0/96"):contains("10.0.0.1"),
  new("0.0.0.0/0"):contains("255.0.0.1"))
print(new("10.1.0.0/8") == n, new(ip.address.new("10.9.9.9"), 8) == n, new("10.0.0.0", 9) == n, n == "10.0.0.0/8")
local function show(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, e.symbol, e.arg, e.detail)
end
for _, wrong in ipairs {
  "", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "/8", "10.0.0.0/8/9", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/ 8",
} do
  show(new, wrong)
end
show(new) show(new, 1) show(new, "10.0.0.0", 33) show(new, "x", 8) show(new, "10.0.0.0", "x")
show(n.contains, n) show(n.contains, n, "x") show(n.contains, "x", n) show(n.addresses, {})
show(function() n.prefix = 1 end) show(function() return n.nothing end)
