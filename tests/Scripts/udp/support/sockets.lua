-- Sockets for the tests: bound to ephemeral ports of the loopback interface.

local ports = dofile("../support/ports.lua")
local sockets = {}

function sockets.bound(family)
  local sock = ip.udp.socket.new()
  sock:open(family or "v4")
  sock:bind(family == "v6" and ip.address.loopback_v6() or ip.address.loopback_v4(), 0)
  return sock
end

-- Makes the datagrams of a run leave in batches, if the backend has batches.
function sockets.batches(sock)
  pcall(sock.set_option, sock, "segmentation_offload", true)
  return sock
end

-- Returns a port of the loopback interface on which nobody listens.
function sockets.dead_port(family)
  return ports.closed(family == "v6" and "::1" or "127.0.0.1")
end

function sockets.send(from, to, text)
  return from:send_to(byte_span.append(text), to.local_address, to.local_port)
end

function sockets.text(sock, size)
  local buffer = byte_span.new(size or 100)
  return tostring(buffer:slice(1, (sock:receive(buffer))))
end

return sockets
