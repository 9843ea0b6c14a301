-- env: MOONWIRE_DISABLE=
local co = coroutine.wrap(function()
  local s = ip.udp.socket.new()
  s:bind("127.0.0.1", 0)
end)
co()
