-- network: own
local loopback
local before = 0
for _, interface in ipairs(ip.interfaces()) do
  assert(interface.index > before)
  before = interface.index
  if interface.flags.loopback then loopback = interface end
end
print(loopback.name, loopback.index, loopback.mtu, loopback.flags.up, loopback.flags.point_to_point)
for _, entry in ipairs(loopback.addresses) do print(entry.address, entry.prefix) end
