-- The answering fiber runs inside the call in which the main fiber waits, and ends the program.
local ip = require "ip"
local byte_span = require "byte_span"

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local a, b = udp(), udp()
local buffer, question = byte_span.new(10), byte_span.append("?")
spawn(function()
  local mine <close> = setmetatable({}, {__close = function() print("the answerer's variable") end})
  local received = byte_span.new(10)
  for i = 1, 4 do
    local _, address, port = b:receive_from(received)
    if i == 4 then os.exit(3) end
    b:send_to(received:slice(1, 1), address, port)
  end
end)
local mine <close> = setmetatable({}, {__close = function() print("the main fiber's variable") end})
scope_cleanup_push(function() print("the main fiber's handler") end)
for i = 1, 5 do
  a:send_to(question, b.local_address, b.local_port)
  a:receive(buffer)
  print("answered", i)
end
