local captures = dofile("support/captures.lua")
local packets = {
  captures.v4("10.0.0.1", 1000, "10.0.0.2", 53, "hello"), captures.v4("10.0.0.2", 53, "10.0.0.1", 1000, "welcome"),
}
for _, link in ipairs {"raw", "ethernet", "vlan", "null", "cooked", "cooked2"} do
  print(link)
  captures.show(captures.pcap(link, packets), "record", "show")
end
print("big endian, nanoseconds")
captures.show(captures.pcap("raw", packets, ">", true), "record", "show")
print("pcapng")
captures.show(captures.pcapng("raw", packets, "<"), "record", "show")
captures.show(captures.pcapng("ethernet", packets, ">"), "record", "show")
print("IPv6, and fragments in the wrong order")
captures.show(captures.pcapng("raw", {
  captures.v6(1, 2, "six"), captures.v4("10.0.0.1", 1, "10.0.0.2", 2, "fragments of it", 16),
  captures.v4("10.0.0.1", 1, "10.0.0.2", 2, "fragments of it", 0, 16),
}), "record", "show")
