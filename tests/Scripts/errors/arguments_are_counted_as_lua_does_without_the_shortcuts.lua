-- env: MOONWIRE_DISABLE=all
local system, stream, group = require "system", require "stream", require "group"
local sock, child, g = ip.udp.socket.new(), system.spawn{program = "true"}, group.new()
local scanner = stream.scanner.new{stream = system.in_}
local function words(f)
  print((select(2, pcall(f)):report():gsub("^[^:]*:%d*: ", "")))
end
words(function() sock:open(1) end)
words(function() sock.open(sock, 1) end)
words(function() sock:receive_from(1) end)
words(function() sock.receive_from(sock, 1) end)
words(function() child:wait_for_line(1) end)
words(function() child.wait_for_line(child, 1) end)
words(function() g:spawn(1) end)
words(function() scanner:set_buffer(1) end)
words(function() system.in_:lines(-1) end)
child:wait()
