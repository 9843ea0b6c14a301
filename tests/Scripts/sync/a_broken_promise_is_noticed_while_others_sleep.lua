local future, time = require "future", require "time"
spawn(function() time.sleep(1e6) end)
local socket = ip.udp.socket.new()
socket:open("v4")
spawn(function() socket:receive(byte_span.new(1)) end)

-- The promise is dropped before get, and by a fiber that ends while another fiber is in get.
local f = select(2, future.new())
print(select(2, pcall(f.get, f)))

local function get(g) print(select(2, pcall(g.get, g))) end
local waiting
local holder = spawn(function()
  local p, g = future.new()
  waiting = spawn(get, g)
  time.sleep(0.001)
end)
holder:join()
waiting:join()
os.exit(0)
