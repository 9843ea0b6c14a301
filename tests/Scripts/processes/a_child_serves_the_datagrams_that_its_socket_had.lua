-- A child gets a bound socket with queued datagrams by extra_fds, and takes it over by its number. No datagram is lost.
local system = require "system"
local sock, client = ip.udp.socket.new(), ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
client:connect(sock.local_address, sock.local_port)
for i = 1, 20 do client:send(byte_span.append("datagram " .. i)) end
local fd = sock:release()
local child <close> = system.spawn{
  program = system.arguments[1], arguments = {"moonwire", "support/serve.lua", "number"},
  environment = system.environment, stdout = "share", stderr = "share", extra_fds = {[3] = fd},
}
fd:close()
local buf = byte_span.new(100)
for i = 1, 20 do
  local answer = tostring(buf:slice(1, client:receive(buf)))
  if answer ~= "echo datagram " .. i then print(answer) end
end
local status = child:wait()
print("all", status)
