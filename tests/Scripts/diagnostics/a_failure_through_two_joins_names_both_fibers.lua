spawn(function()
  local inner = spawn(function() ip.udp.socket.new():receive(byte_span.new(1)) end)
  inner:join()
end)
