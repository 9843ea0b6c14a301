local accepted = {}
for _, text in ipairs {
  "", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.1.1.1", "0x7f.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4",
  "1.2.3.4\0", "1.2.3.-4", "1..2.3", "1.2.3.4/8", "+1.2.3.4", "::1\0", "[::1]", "[::1]:80", "::1 ", ":::", "1::2::3",
  "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1%", "::1%nosuchif", "::1%1%1", "::g", "::1/64", "localhost",
  "١.1.1.1",
} do
  local ok, e = pcall(ip.address.new, text)
  if ok or e.symbol ~= "EINVAL" or tostring(e.category) ~= "system" then accepted[#accepted + 1] = text end
end
print(#accepted, table.concat(accepted, ", "))
