local sock = ip.udp.socket.new()

local function serve(sock)
  while true do
    sock:receive_from(byte_span.new(10))
  end

serve(sock)
