-- Ports that no test gets by chance while tests run at the same time: they are below the ports that the kernel chooses
-- (ip_local_port_range of ip(7)).
local ports = {}

-- Binds the socket to such a port of the address. Returns the port.
function ports.bind(sock, address)
  for _ = 1, 1000 do
    local port = math.random(10000, 32000)
    if pcall(sock.bind, sock, address, port) then return port end
  end
  error("all ports from 10000 to 32000 are in use")
end

-- Returns a port of the address on which nobody listens.
function ports.closed(address)
  address = ip.address.new(address or "127.0.0.1")
  local sock <close> = ip.udp.socket.new()
  sock:open(address)
  return ports.bind(sock, address)
end

return ports
