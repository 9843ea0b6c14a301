-- Connects sockets to one network after another; see udp/connecting_again_works_from_any_network_to_any.
local new = ip.address.new
local networks = {
  v4 = {"127.0.0.1", "10.7.9.77", "10.7.9.2", "127.0.0.1"},
  v6 = {"::1", "fe80::77%near", "fe80::77%far", "::1"},
  both = {"::ffff:127.0.0.1", "::1", "::ffff:10.7.9.77", "fe80::77%far", "::ffff:127.0.0.1"},
}

local function opened(kind)
  local sock = ip.udp.socket.new()
  sock:open(kind == "v4" and "v4" or "v6")
  return sock
end

-- Prints the source address of each socket, and checks that it keeps its port.
local function sources(kind, sock)
  local port
  for _, text in ipairs(networks[kind]) do
    sock:connect(new(text), 53)
    assert(sock.remote_address == new(text) and sock.remote_port == 53, text)
    port = port or sock.local_port
    assert(sock.local_port == port and port > 0, text)
    io.write(tostring(sock.local_address), " ")
  end
  print()
end

for _, kind in ipairs {"v4", "v6", "both"} do
  sources(kind, opened(kind))
  local bound = opened(kind)
  bound:bind(kind == "v4" and "0.0.0.0" or "::", 0)
  local port = bound.local_port
  sources(kind, bound)
  assert(bound.local_port == port)
  local assigned, first = ip.udp.socket.new(), opened(kind)
  first:connect(new(networks[kind][1]), 53)
  assigned:assign(kind == "v4" and "v4" or "v6", first:release())
  sources(kind, assigned)
end

-- The address that bind chose stays, and so does the peer if connecting to the next one fails.
local function refused(sock, address)
  local peer, source, port = sock.remote_address, sock.local_address, sock.local_port
  local ok, e = pcall(sock.connect, sock, new(address), 53)
  print(ok, e.symbol, e.address, e.port)
  assert(sock.remote_address == peer and sock.local_address == source and sock.local_port == port)
  assert(sock:send(byte_span.append("x")) == 1) -- the peer still hears it
end
local fixed = opened("v4")
fixed:bind("10.7.9.1", 0)
fixed:connect(new("10.7.9.2"), 53)
fixed:connect(new("10.7.9.77"), 53)
fixed:connect(new("10.7.9.2"), 53)
print(fixed.local_address)
local server = opened("v4")
server:bind("127.0.0.1", 0)
fixed = opened("v4")
fixed:bind("127.0.0.1", 0)
fixed:connect(server.local_address, server.local_port)
refused(fixed, "10.7.9.77")
local free = opened("v4")
free:connect(server.local_address, server.local_port)
refused(free, "192.0.2.1")
refused(free, "::1")
