-- Another process sends a run and then computes for long; its last word comes when it has.
local sockets = dofile("support/sockets.lua")
local receiver = sockets.bound()
local program = [[
  local address, port = ip.address.loopback_v4(), tonumber(arg[1])
  local sender = ip.udp.socket.new()
  sender:open("v4")
  for i = 1, 10 do sender:send_to(byte_span.append("datagram"), address, port) end
  local done = os.clock() + 0.5
  while os.clock() < done do end
  sender:send_to(byte_span.append("computed"), address, port)
]]
local path = os.tmpname()
local file <close> = io.open(path, "w")
file:write(program)
file:close()
local child <close> = io.popen(('"%s" "%s" %d'):format(arg[-1], path, receiver.local_port))

local time = require "time"
local counts = {datagram = 0, computed = 0}
local moments = {}
for i = 1, 11 do
  local text = time.with_timeout(30, sockets.text, receiver)
  counts[text] = counts[text] + 1
  moments[i] = time.steady_clock.now()
end
print(counts.datagram, counts.computed)
print("the run was there long before", moments[11] - moments[10] > 0.2)
os.remove(path)
