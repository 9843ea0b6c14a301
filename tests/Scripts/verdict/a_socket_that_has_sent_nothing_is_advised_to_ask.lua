-- options: --recorder 256
local verdict = dofile("support/verdict.lua")
verdict.show(verdict.socket("OWN"))

local everywhere = ip.udp.socket.new()
everywhere:open("v4")
everywhere:bind("0.0.0.0", 0)
print((verdict.text(verdict.time_out(everywhere).detail):gsub("port %d+", "port OWN")))

local peer = verdict.socket("PEER")
local connected = ip.udp.socket.new()
connected:connect(peer.local_address, peer.local_port)
verdict.show(connected)

local unbound = ip.udp.socket.new()
unbound:open("v4")
verdict.show(unbound)
