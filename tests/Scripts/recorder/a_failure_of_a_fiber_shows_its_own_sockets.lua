-- options: --recorder 256
local function udp()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  return sock
end

local mine = udp()
mine:send_to(byte_span.append("of the main fiber"), "127.0.0.1", 9)
spawn(function()
  local sock = udp()
  sock:send_to(byte_span.append("of the fiber"), "127.0.0.1", 9)
  error("failed")
end):detach()
