local system, pipe = require "system", require "pipe"
local reader, writer = pipe.pair()
local socks = {}
for i = 1, 20 do
  socks[i] = ip.udp.socket.new()
  socks[i]:open("v4")
  socks[i]:bind("127.0.0.1", 0)
end
local file = io.open(arg[0]) -- Lua opens files without FD_CLOEXEC
local fd = writer:release()
local script = [[
echo to five >&5
n=0
while [ $n -lt 100 ]; do [ -e /proc/$$/fd/$n ] && echo $n; n=$((n+1)); done
]]
local child = system.spawn{
  program = "sh", arguments = {"sh", "-c", script},
  environment = {PATH = os.getenv("PATH")}, stdout = "pipe", extra_fds = {[5] = fd, [9] = fd},
}
fd:close()
local numbers = {}
for line in child.stdout:lines() do numbers[#numbers + 1] = line end
print(table.concat(numbers, " "))
print(reader:read_text())
print(child:wait() < 2)
