-- The protocol of sd_listen_fds: the variables name the process itself, and are unset afterwards.
local system = require "system"
local sock, other, client = ip.udp.socket.new(), ip.udp.socket.new(), ip.udp.socket.new()
for _, s in ipairs {sock, other} do
  s:open("v4")
  s:bind("127.0.0.1", 0)
end
client:connect(sock.local_address, sock.local_port)
for i = 1, 20 do client:send(byte_span.append("datagram " .. i)) end
local fd, second = sock:release(), other:release()
local environment = system.environment
environment.MOONWIRE_EXECUTABLE = system.arguments[1]
local script = "LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=dns:other exec \"$MOONWIRE_EXECUTABLE\" support/serve.lua"
local child <close> = system.spawn{
  program = "sh", arguments = {"sh", "-c", script},
  environment = environment, stdout = "share", stderr = "share", extra_fds = {[3] = fd, [4] = second},
}
local buf = byte_span.new(100)
for i = 1, 20 do
  local answer = tostring(buf:slice(1, client:receive(buf)))
  if answer ~= "echo datagram " .. i then print(answer) end
end
print(child:wait())
print(next(system.listen_fds()))
