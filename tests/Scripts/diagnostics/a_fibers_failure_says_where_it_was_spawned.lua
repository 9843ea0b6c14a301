local function serve()
  local sock = ip.udp.socket.new()
  sock:receive_from(byte_span.new(10))
end

spawn(serve):detach()
