local system, stream, group, channel = require "system", require "stream", require "group", require "channel"
local function place(f)
  local ok, e = pcall(f)
  print(e.place, e.by_colon, e.symbol)
end
local sock, g, child = ip.udp.socket.new(), group.new(), system.spawn{program = "true"}
place(function() system.spawn{program = "x", y = 1} end)
place(function() child:wait_for_line(1) end)
place(function() stream.scanner.new(1) end)
place(function() g:spawn(1) end)
place(function() group.first(1) end)
place(function() channel.select(1) end)
place(function() return sock.nothing end)
place(function() sock.nothing = 1 end)
place(function() scope(1) end)
place(function() scope_cleanup_pop() end)
place(function() return ip.message_flag.nothing end)
child:wait()
