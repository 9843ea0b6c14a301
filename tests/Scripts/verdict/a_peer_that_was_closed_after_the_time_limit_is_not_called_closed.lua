-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
local buf = byte_span.new(100)

-- Variables with the attribute close unwind before the text is made.
local function ask(answers, reads)
  local peer <close> = verdict.socket("PEER")
  local sock <close> = verdict.socket("OWN")
  if answers then
    verdict.send(peer, sock, "early")
    sock:receive(buf)
  end
  verdict.send(sock, peer, reads and "" or "question")
  verdict.time_out(sock)
  error(verdict.time_out(sock))
end

for _, answers in ipairs{true, false} do
  local _, e = pcall(ask, answers)
  print(verdict.text(e.detail))
end

-- An empty datagram is unread too.
local _, e = pcall(ask, false, true)
print(verdict.text(e.detail))

-- The peer has received the request before.
local function read()
  local peer <close> = verdict.socket("READER")
  local sock <close> = verdict.socket("ASKER")
  verdict.send(sock, peer)
  peer:receive(buf)
  error(verdict.time_out(sock))
end
_, e = pcall(read)
print(verdict.text(e.detail))
