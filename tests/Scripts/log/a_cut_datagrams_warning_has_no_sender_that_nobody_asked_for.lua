local bound = dofile("../udp/support/sockets.lua").bound
local from = bound()
local small, message = byte_span.new(4), byte_span.append("0123456789")
local function to_a_socket(receive)
  local to = bound()
  from:send_to(message, to.local_address, to.local_port)
  receive(to)
  to:close()
end
to_a_socket(function(s) s:receive_from(small) end)
to_a_socket(function(s) local n = s:receive_from(small) print(n) end)
to_a_socket(function(s) local n, _, port, length = s:receive_from(small) print(n, port == from.local_port, length) end)
to_a_socket(function(s) s:receive(small) end)

local peer = bound() -- the peer of a connected socket is known
peer:connect(from.local_address, from.local_port)
from:send_to(message, peer.local_address, peer.local_port)
peer:receive(small)
from:send_to(message, peer.local_address, peer.local_port)
peer:receive_from(small)

local waits = bound()
local waiting = spawn(function() waits:receive_from(small) end)
this_fiber.yield()
from:send_to(message, waits.local_address, waits.local_port)
waiting:join()
