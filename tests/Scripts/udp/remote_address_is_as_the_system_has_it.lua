local bound = dofile("support/sockets.lua").bound
local function peer(family, address, port)
  local s = ip.udp.socket.new()
  if family then s:open(family) end
  s:connect(address, port)
  return s
end
print(peer(nil, ip.address.any_v4(), 9).remote_address, peer(nil, ip.address.any_v6(), 9).remote_address)
print(peer("v6", ip.address.loopback_v4(), 9).remote_address)
local server = bound()
local client = peer(nil, ip.address.any_v4(), server.local_port)
client:send(byte_span.append("hi"))
local _, sender = server:receive_from(byte_span.new(2))
print(sender)
local _, e = pcall(client.send, client, byte_span.new(65520))
print(e.symbol, e.address)
