-- It shows that the functions are C functions, which they are with the shortcuts alone.
-- env: MOONWIRE_DISABLE=
local sock = ip.udp.socket.new()
sock:open("ipv4")
