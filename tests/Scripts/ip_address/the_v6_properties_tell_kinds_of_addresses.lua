local names = {
  "is_link_local", "is_site_local", "is_v4_mapped", "is_multicast_node_local", "is_multicast_link_local",
  "is_multicast_site_local", "is_multicast_org_local", "is_multicast_global",
}
for _, text in ipairs {
  "::", "::1", "fe7f::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "::ffff:1.2.3.4", "::fffe:1.2.3.4",
  "1::ffff:1.2.3.4",
  "ff01::1", "ff02::1", "ff12::1", "ff05::1", "ff08::1", "ff0e::1", "ff03::1", "ff0f::1", "fe02::1",
} do
  local a, is = ip.address.new(text), {}
  for _, name in ipairs(names) do
    if a[name] then is[#is + 1] = name end
  end
  print(text, table.concat(is, " "))
end
