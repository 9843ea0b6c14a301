-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local time = require "time"
local buf = byte_span.new(100)

-- The answer is still in the queue.
local sock, peer = verdict.socket("OWN"), verdict.socket("PEER")
verdict.send(sock, peer)
peer:receive(buf)
local e = verdict.time_out(sock)
verdict.send(peer, sock, "answer")
while sock:io_control("bytes_readable") == 0 do time.sleep(0.001) end -- the other backend takes the datagram first
print(verdict.text(e.detail))

-- The answer was received before the text was made.
sock, peer = verdict.socket("SECOND"), verdict.socket("SECOND PEER")
verdict.send(sock, peer)
e = verdict.time_out(sock)
verdict.send(peer, sock, "answer")
sock:receive(buf)
print(verdict.text(e.detail))

-- The next time-out tells this too.
verdict.send(sock, peer)
print(verdict.text(verdict.time_out(sock).detail))
