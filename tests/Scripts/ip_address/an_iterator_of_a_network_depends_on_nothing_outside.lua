-- The iterator is a function without arguments. It ends once.
local network = ip.network.new("192.0.2.8/30")
for _, name in ipairs {"addresses", "hosts"} do
  local iterator, state, control = network[name](network)
  print(state, control)
  local texts = {}
  for _ = 1, 6 do
    local address = iterator("not a network", "not an address")
    texts[#texts + 1] = tostring(address)
    if address then address = ip.address.new("255.255.255.255") end
  end
  print(table.concat(texts, " "))
  local ok, e = pcall(network[name], "x")
  print(e.operation, e.arg)
end
