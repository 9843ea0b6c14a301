local show = dofile("../support/show.lua")
local accepted = {}
for _, text in ipairs {
  "", ":", ":80", "80", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:+1", "1.2.3.4:-1", "1.2.3.4: 80",
  "1.2.3.4:80 ", "1.2.3.4:8\0",
  "1.2.3.4:0x50", "1.2.3.4:080000", "1.2.3.4:80:80", "[1.2.3.4]:80", "::1:80", "::1", "[::1]", "[::1]:", "[::1]80",
  "[::1:80", "::1]:80", "[]:80", "[:80", "]:80",
  "[[::1]]:80", "localhost:80", "1.2.3:80",
} do
  local ok, e = pcall(ip.toendpoint, text)
  if ok or e.symbol ~= "EINVAL" or e.arg ~= 1 then accepted[#accepted + 1] = text end
end
print(#accepted, table.concat(accepted, ", "))
show(ip.toendpoint)
show(ip.toendpoint, 80)
show(ip.tostring, 127, 80)
show(ip.tostring, ip.address.new(), 65536)
show(ip.tostring, ip.address.new(), -1)
show(ip.tostring, ip.address.new(), "80")
show(ip.tostring, ip.address.new(), 1.5)
