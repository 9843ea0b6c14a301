local captures = dofile("support/captures.lua")
local pack = string.pack
local function show(title, link, ...)
  print(title)
  captures.show(captures.pcap(link, {...}), "record", "show")
end
local hello = captures.v4("10.0.0.1", 1000, "10.0.0.2", 4000, "hello")
for _, link in ipairs {"qinq", "bsd", "other", "loop", "ipv4"} do show(link, link, hello) end
show("ipv6", "ipv6", captures.v6(1000, 4000, "hello"))
show("an unknown link type", "unknown", hello)

show("IPv4 with options", "raw", captures.v4_packet(17, captures.udp(1, 2, "options"), "\1\1\1\1\1\1\1\0"))
local udp = captures.udp(1, 2, "extension headers")
local hop, destination = "\60\0\1\4\0\0\0\0", "\17\1" .. ("\0"):rep(14)
show("IPv6 with extension headers", "raw", captures.v6_packet(0, hop .. destination .. udp))
show("an atomic fragment", "raw", captures.v6_packet(44, pack(">BBI2I4", 17, 0, 0, 7) .. udp))

-- Returns a part of a datagram with a header for destination options.
local function fragment(first, last, more)
  local payload = destination .. udp
  return captures.v6_packet(44, pack(">BBI2I4", 60, 0, first | (more and 1 or 0), 7) .. payload:sub(first + 1, last))
end
local first, second, third = fragment(0, 16, true), fragment(16, 32, true), fragment(32)
show("fragments of IPv6", "raw", first, second, third)
show("fragments in another order, one twice", "raw", third, first, first, second)
show("a missing fragment", "raw", first, third)
local function part(from, to) return captures.v4("10.0.0.1", 1, "10.0.0.2", 2, ("fragment "):rep(5), from, to) end
show("fragments of IPv4", "raw", part(32), part(16, 32), part(0, 16))
show("a missing fragment of IPv4", "raw", part(32), part(0, 16))

show("ICMP", "raw", captures.v4_packet(1, pack(">BBI2I4", 3, 3, 0, 0) .. hello))
show("a ping", "raw", captures.v4_packet(1, pack(">BBI2I2I2", 8, 0, 0, 1, 1)))
show("ICMPv6", "raw", captures.v6_packet(58, pack(">BBI2I4", 1, 4, 0, 0) .. captures.v6(1000, 4000, "hello")))
show("TCP", "raw", captures.v4_packet(6, ("\0"):rep(20)))
show("a packet that ends within a header", "raw", hello:sub(1, 24), hello)
show("a part of a datagram", "raw", hello:sub(1, -3))
