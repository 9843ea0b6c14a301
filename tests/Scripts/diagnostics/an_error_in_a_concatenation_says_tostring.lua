local ok, e = pcall(function() local s = ip.udp.socket.new() s:bind("127.0.0.1", 1) end)
error("start failed: " .. e)
