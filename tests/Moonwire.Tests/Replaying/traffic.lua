-- Sends datagrams of several kinds over the loopback interface, whose MTU is 1500 bytes.
local function socket(address)
  local sock = ip.udp.socket.new()
  sock:open(address)
  sock:bind(address, 0)
  return sock
end

local function exchange(address, ...)
  local server, client = socket(address), socket(address)
  local buffer = byte_span.new(10000)
  for _, text in ipairs {...} do
    client:send_to(byte_span.append(text), address, server.local_port)
    local count, from, port = server:receive_from(buffer)
    server:send_to(buffer:slice(1, count), from, port)
    client:receive_from(buffer)
  end
  client:close()
  server:close()
end

local long = ("0123456789"):rep(500) -- four packets each way
exchange("127.0.0.1", "hello", "", long)
exchange("::1", "six", long)

-- Nothing listens at the port of a closed socket.
local closed, sock = socket("127.0.0.1"), socket("127.0.0.1")
local port = closed.local_port
closed:close()
sock:send_to(byte_span.append("refused"), "127.0.0.1", port)
sock:close()
