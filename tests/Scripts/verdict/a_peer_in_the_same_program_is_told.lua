-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local buf = byte_span.new(1000)
local peer = verdict.socket("PEER")

-- The peer has not received the request.
local sock = verdict.socket("FIRST")
verdict.send(sock, peer)
verdict.show(sock)

-- The peer has received the request.
peer:receive(buf)
verdict.show(sock)

-- The peer is closed.
local gone = verdict.socket("GONE")
sock = verdict.socket("SECOND")
verdict.send(gone, peer)
verdict.send(sock, gone)
gone:close()
verdict.show(sock)

-- The kernel has dropped datagrams at the peer.
peer = verdict.socket("FULL")
peer:set_option("receive_buffer_size", 4096)
local other = verdict.socket("THIRD")
for _ = 1, 100 do verdict.send(other, peer, ("x"):rep(1000)) end
sock = verdict.socket("FOURTH")
verdict.send(sock, peer, ("x"):rep(1000))
while peer:io_control("bytes_readable") > 0 do peer:receive(buf) end
print((verdict.text(verdict.time_out(sock).detail):gsub("dropped datagrams %(%d+%)", "dropped datagrams (N)")))
