-- Prints the memory of the process while datagrams pass through it. moonwire soak.lua DATAGRAMS
local ip = require "ip"
local byte_span = require "byte_span"
local total = tonumber(arg[1] or 1000000)

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local function resident()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^VmRSS:%s+(%d+)")
    if kib then return tonumber(kib) end
  end
end

local a, b = udp(), udp()
spawn(function()
  local buffer = byte_span.new(2048)
  while true do
    local n, address, port = b:receive_from(buffer)
    b:send_to(buffer:slice(1, n), address, port)
  end
end):detach()

local buffer, message, address, port = byte_span.new(2048), byte_span.new(512), b.local_address, b.local_port
print("datagrams  resident KiB  Lua KiB")
for i = 2, total, 2 do -- there and back
  a:send_to(message, address, port)
  a:receive_from(buffer)
  if i % (total // 10) == 0 then print(string.format("%9d  %12d  %7.0f", i, resident(), collectgarbage("count"))) end
end
os.exit(0)
