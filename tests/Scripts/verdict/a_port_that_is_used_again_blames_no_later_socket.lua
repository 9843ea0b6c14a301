-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local peer = verdict.silent("PEER")
local function bound(port)
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", port)
  return sock
end

-- A later socket gets the port of the socket that was closed.
local sock = verdict.socket("OWN")
local port = sock.local_port
verdict.send(sock, peer)
local e = verdict.time_out(sock)
sock:close()
local later = bound(port)
print(verdict.text(e.detail))
later:close()

-- A later socket gets the port of the peer, and does not read a datagram.
sock = verdict.socket("OWN")
local gone = verdict.socket("GONE")
port = gone.local_port
gone:close()
sock:send_to(byte_span.append("question"), ip.address.loopback_v4(), port)
e = verdict.time_out(sock)
later = bound(port)
sock:send_to(byte_span.append("unread"), ip.address.loopback_v4(), port)
print(verdict.text(e.detail))
later:close()
sock:close()

-- An earlier socket has sent to the same port of another address, before the socket was opened.
sock = verdict.socket("EARLIER")
gone = verdict.socket("GONE")
port = gone.local_port
gone:close()
sock:send_to(byte_span.append("old"), ip.address.new("127.0.0.2"), port)
verdict.show(bound(port))
