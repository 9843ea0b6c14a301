-- No two processes that run at the same time lease one port.
local system, group, test = require "system", require "group", require "moonwire.test"
local code = 'local t = require "moonwire.test" for i = 1, 40 do print(t.port()) end io.stdout:flush() io.read()'
local children = {}
for i = 1, 3 do
  children[i] = system.spawn{
    program = system.arguments[1], arguments = {"moonwire", "-e", code}, environment = system.environment,
    stdin = "pipe", stdout = "pipe", stderr = "share",
  }
end
local seen, count, twice = {}, 0, 0
local function add(port)
  count = count + 1
  if seen[port] then twice = twice + 1 end
  seen[port] = true
end
for _, child in ipairs(children) do
  for _ = 1, 40 do add(math.tointeger(tonumber((child:wait_for_line("%d+", 60))))) end
end
for _ = 1, 40 do add(test.port()) end
for _, child in ipairs(children) do
  child.stdin:close()
  child:wait()
end
print(count, twice)

local port = next(seen)
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", test.port())
print(sock.local_port > 1024)
