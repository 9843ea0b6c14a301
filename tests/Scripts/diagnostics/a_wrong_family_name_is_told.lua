-- The functions are shown as C functions, which they are only with the shortcuts.
-- env: MOONWIRE_DISABLE=
local sock = ip.udp.socket.new()
sock:open("ipv4")
