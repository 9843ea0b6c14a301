-- More sources than poll(2) is used for, and a hundred children at once.
local system = require "system"
local receivers = {}
for i = 1, 20 do
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  receivers[i] = spawn(function() sock:receive(byte_span.new(1)) end)
end
local waiters = {}
for i = 1, 100 do
  waiters[i] = spawn(function()
    local r = system.run{program = "sh", arguments = {"sh", "-c", "echo " .. i .. "; exit " .. i}}
    return tonumber(r.stdout) + r.exit_code
  end)
end
local sum = 0
for _, w in ipairs(waiters) do sum = sum + w:join() end
print(sum)
for _, r in ipairs(receivers) do r:interrupt() end
