local sockets = dofile("support/sockets.lua")
local time = require "time"
local receiver = sockets.bound()
local run = [[
  local sender = ip.udp.socket.new()
  sender:open("v4")
  pcall(sender.set_option, sender, "segmentation_offload", true)
  for i = 1, 5 do sender:send_to(byte_span.append("x"), ip.address.loopback_v4(), tonumber(arg[1])) end
]]
local path = os.tmpname()
for _, ending in ipairs {"", "os.exit(3)", "error('on purpose')", "sender:close()", "os.exit(0, true)"} do
  local file <close> = io.open(path, "w")
  file:write(run, ending)
  file:close()
  os.execute(('"%s" "%s" %d 2>/dev/null'):format(arg[-1], path, receiver.local_port))
  local count = 0
  while receiver:io_control("bytes_readable") > 0 do
    receiver:receive(byte_span.new(1))
    count = count + 1
  end
  print(ending, count)
end
os.remove(path)
