-- Another process sends a run, then computes until this process has received all of it, as a file tells it.
local sockets = dofile("support/sockets.lua")
local time = require "time"
local receiver = sockets.bound()
local program = [[
  local address, port, sign = ip.address.loopback_v4(), tonumber(arg[1]), arg[2]
  local sender = ip.udp.socket.new()
  sender:open("v4")
  pcall(sender.set_option, sender, "segmentation_offload", true)
  for i = 1, 10 do sender:send_to(byte_span.append("datagram"), address, port) end
  local latest, seen = os.clock() + 20, nil
  repeat
    local file = io.open(sign)
    seen = file and file:read(1)
    if file then file:close() end
  until seen or os.clock() > latest
  sender:send_to(byte_span.append(seen and "was received" or "was late"), address, port)
]]
local path, sign = os.tmpname(), os.tmpname()
local file <close> = io.open(path, "w")
file:write(program)
file:close()
local child <close> = io.popen(('"%s" "%s" %d "%s"'):format(arg[-1], path, receiver.local_port, sign))

local count, text = 0, nil
repeat
  text = time.with_timeout(30, sockets.text, receiver)
  if text == "datagram" then count = count + 1 end
  if count == 10 then
    local said <close> = io.open(sign, "w")
    said:write("!")
  end
until text ~= "datagram"
print(count, text)
os.remove(path)
os.remove(sign)
