local time = require "time"
local udp = ip.udp
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind(ip.address.loopback_v4(), 0)

local waiting, ticks, echoed = 0, 0, 0
local fibers = {}
for i = 1, 300 do
  fibers[i] = spawn(function()
    waiting = waiting + 1
    local found = i % 3 == 0 and udp.get_address_v4_info("localhost", i)
      or i % 3 == 1 and udp.get_address_info("192.0.2.1", i)
      or udp.get_name_info(ip.address.loopback_v4(), i, ip.name_info_flag.numeric_service)
    waiting = waiting - 1
    return found[1].port
  end)
end
local ticker = spawn(function()
  repeat
    this_fiber.yield()
    ticks = ticks + 1
  until waiting == 0
end)
local echo = spawn(function()
  local buffer = byte_span.new(8)
  repeat
    sock:send_to(byte_span.append("ping"), sock.local_address, sock.local_port)
    echoed = echoed + (sock:receive(buffer) == 4 and 1 or 0)
    time.sleep(0)
  until waiting == 0
end)
this_fiber.yield()
print("all wait at once", waiting)

local right = 0
for i, fiber in ipairs(fibers) do right = right + (fiber:join() == i and 1 or 0) end
ticker:join()
echo:join()
print("right answers", right)
print("the others ran", ticks > 1, echoed > 0)
