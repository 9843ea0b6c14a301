local time = require "time"
local hub = ip.udp.socket.new()
hub:open("v4")
hub:bind("127.0.0.1", 0)

local function client()
  local sock, buf = ip.udp.socket.new(), byte_span.new(100)
  sock:connect(hub.local_address, hub.local_port)
  return {
    greet = function() hub:send_to(byte_span.append("hello"), sock.local_address, sock.local_port) end,
    hear = function() return time.with_timeout(5, sock.receive, sock, buf) end,
  }
end

-- Each client waits once, so that the loop watches its socket. The later ones make the loop use epoll.
local clients = {}
for i = 1, 40 do
  clients[i] = client()
  local fiber = spawn(clients[i].hear)
  this_fiber.yield()
  time.sleep(0.001)
  clients[i].greet()
  fiber:join()
end

-- Each client waits again, alone, before its datagram arrives.
for i = 1, 40 do
  local fiber = spawn(clients[i].hear)
  time.sleep(0.001)
  clients[i].greet()
  fiber:join()
end
print "all have heard"
