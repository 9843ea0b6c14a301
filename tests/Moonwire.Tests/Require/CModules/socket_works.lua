local socket = require "socket" -- a Lua module over C modules in their own folder
print(socket._VERSION:match("^LuaSocket"), require("socket.core") ~= nil,
  require("socket.url").parse("udp://h:53").port)
print(require("mime").b64("bytes"), require("ltn12") ~= nil)

-- Two network stacks in one process: a fiber receives LuaSocket's datagram.
local receiver = ip.udp.socket.new()
receiver:open("v4")
receiver:bind(ip.address.loopback_v4(), 0)
local echo = spawn(function()
  local buffer = byte_span.new(64)
  local n, address, port = receiver:receive_from(buffer)
  receiver:send_to(buffer:slice(1, n), address, port)
  return tostring(buffer:slice(1, n))
end)
local udp = assert(socket.udp())
assert(udp:setsockname("127.0.0.1", 0))
udp:settimeout(30)
assert(udp:sendto("through both", "127.0.0.1", receiver.local_port))
print(echo:join())
print((udp:receivefrom())) -- blocks the whole program, but the answer is already there
udp:close()

-- TCP, which moonwire itself does not support.
local server = assert(socket.bind("127.0.0.1", 0))
local client = assert(socket.connect("127.0.0.1", (select(2, server:getsockname()))))
local accepted = assert(server:accept())
assert(client:send("a line\n"))
print(accepted:receive("*l"))
client:close() accepted:close() server:close()

print(pcall(udp.settimeout, {}, 1) == false, pcall(udp.sendto, receiver, "x", "127.0.0.1", 9) == false)
print(socket.protect(function() socket.try(nil, "tried") end)())
