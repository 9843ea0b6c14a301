-- network: own
-- Some routes refuse datagrams. Each send raises its own errno, however many follow each other.
local function run(...) assert(os.execute(string.format(...))) end
local batches
local function udp(family)
  local s = ip.udp.socket.new()
  s:open(family)
  if batches then pcall(s.set_option, s, "segmentation_offload", true) end -- the portable backend has no batches
  return s
end

local function refused(family, address, here, kind)
  local s, datagram, outcomes = udp(family), byte_span.new(8), {}
  for _ = 1, 40 do
    local _, e = pcall(s.send_to, s, datagram, address, 9)
    outcomes[type(e) == "table" and e.symbol .. " " .. e.address .. " " .. e.port or "sent"] = true
  end
  local _, e = pcall(s.send_from, s, datagram, address, 9, here)
  local _, connecting = pcall(s.connect, s, address, 9)
  print(family, kind, next(outcomes), next(outcomes, (next(outcomes))), type(e) == "table" and e.symbol,
    connecting.symbol)
end

run("ip -6 address add 2001:db8:f::1/64 dev near nodad")
for i, kind in ipairs {"unreachable", "prohibit", "blackhole", "throw"} do
  run("ip route add %s 192.0.2.%d/32", kind, i)
  for _, on in ipairs {false, true} do
    batches = on
    refused("v4", ip.address.new("192.0.2." .. i), ip.address.new("10.7.9.1"), kind)
  end
  run("ip -6 route add %s 2001:db8::%d/128", kind, i)
  for _, on in ipairs {false, true} do
    batches = on
    refused("v6", ip.address.new("2001:db8::" .. i), ip.address.new("2001:db8:f::1"), kind)
  end
end
refused("v4", ip.address.new("10.7.9.255"), ip.address.new("10.7.9.1"), "broadcast without the option")

-- A refusal that begins in the middle of a run. Without batches, each send reports correctly at once.
batches = false
-- The peer is reached through the interface 'near'.
run("ip route add 198.51.100.0/24 dev near")
run("ip neigh add 198.51.100.1 lladdr 02:00:00:00:00:01 dev near nud permanent")
local s, peer, told = udp("v4"), ip.address.new("198.51.100.1"), {}
for i = 1, 60 do
  if i == 31 then run("ip route add prohibit 198.51.100.1/32") end
  told[i] = pcall(s.send_to, s, byte_span.new(8), peer, 9)
end
local first, last = 0, 0
for i = 1, 60 do
  if told[i] and i <= 30 then first = first + 1 elseif told[i] then last = last + 1 end
end
print("before the route refused and after it", first, last)
