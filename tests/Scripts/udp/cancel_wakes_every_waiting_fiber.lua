local sockets = dofile("support/sockets.lua")
local sock = sockets.bound()
local fibers = {}
for i = 1, 3 do
  fibers[i] = spawn(function()
    local ok, e = pcall(i == 2 and sock.receive_from or sock.receive, sock, byte_span.new(1))
    print(i, ok, e.code, e.symbol, e.category, e)
  end)
end
this_fiber.yield()
sock:cancel()
for i = 1, 3 do fibers[i]:join() end
sockets.send(sock, sock, "open and well")
print(sockets.text(sock))
