-- options: --memory-limit 8000000
local slots = {}
for i = 1, 60000 do slots[i] = false end
local socket = ip.udp.socket.new()
socket:open("v4")
socket:bind(ip.address.loopback_v4(), 0)
local port, n, size = socket.local_port, 0, 100000
while size >= 1 and n < 60000 do
  local ok, text = pcall(string.rep, "x", size + n % 7)
  if size < 41 then ok, text = pcall(tostring, n + 123456) end
  if ok then n = n + 1 slots[n] = text else size = size // 2 end
end
local ok, e = pcall(socket.release, socket)
for i = 1, 60000 do slots[i] = false end
collectgarbage()
print(ok, e, socket.is_open, socket.local_port == port)
