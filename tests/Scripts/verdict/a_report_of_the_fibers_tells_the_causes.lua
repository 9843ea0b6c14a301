-- options: --recorder 256 --timeout 1
local verdict = dofile("support/verdict.lua")
local peer = verdict.silent("PEER")
local asker = spawn(function()
  this_fiber.name = "asker"
  local sock <close> = verdict.socket("OWN")
  verdict.send(sock, peer)
  verdict.send(sock, peer)
  sock:receive(byte_span.new(100))
end)
asker:join()
