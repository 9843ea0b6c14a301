-- The loop knows the sockets on which fibers wait, and each socket keeps its wait. Both end with the socket.
local buffer = byte_span.new(1)
local own = ip.address.new("127.0.0.2") -- because other tests send datagrams to closed ports of 127.0.0.1

local function resident()
  local file = io.open("/proc/self/status")
  if not file then return 0 end
  local text = file:read("a")
  file:close()
  return tonumber(text:match("VmRSS:%s*(%d+)"))
end

local aborted = 0
local function wait(sock)
  if not pcall(sock.receive_from, sock, buffer) then aborted = aborted + 1 end
end

local function batch()
  local sockets = {}
  for i = 1, 500 do
    local sock = ip.udp.socket.new()
    sock:open("v4")
    sock:bind(own, 0)
    sockets[i] = sock
    spawn(wait, sock)
  end
  this_fiber.yield()
  for _, sock in ipairs(sockets) do sock:close() end
  this_fiber.yield()
  sockets = nil
  collectgarbage() collectgarbage()
end

for _ = 1, 20 do batch() end -- until pools, caches and compiled code have their final size
local before = resident()
for _ = 1, 180 do batch() end
print(aborted, resident() - before < 24 * 1024)
