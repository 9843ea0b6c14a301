-- Sockets, closed or not, spans, addresses and errors: descriptors and all memory are freed.
local loopback, buffer = ip.address.loopback_v4(), byte_span.new(1)

local function field(name)
  local file = io.open("/proc/self/status")
  if not file then return 0 end
  local text = file:read("a")
  file:close()
  return tonumber(text:match(name .. ":%s*(%d+)"))
end

-- fdinfo has an entry for each open file or socket.
local function descriptors()
  local count = 0
  for n = 0, 2000 do
    local file = io.open("/proc/self/fdinfo/" .. n)
    if file then
      count = count + 1
      file:close()
    end
  end
  return count
end

local function batch(size, number)
  for i = 1, size do
    local sock = ip.udp.socket.new()
    sock:open(i % 2 == 0 and "v4" or "v6")
    local address = ip.address.new(("2001:db8::%x:%x"):format(number, i))
    local span = byte_span.new(100):slice(2):append(tostring(address))
    local ok, e = pcall(sock.send, sock, span)
    assert(not ok and e.symbol == "EDESTADDRREQ")
    if i % 4 == 1 then pcall(sock.send_to, sock, buffer, loopback, 0) end
    if i % 3 == 0 then sock:close() end
  end
  collectgarbage() collectgarbage()
end

for number = 1, 20 do batch(500, number) end -- until pools, caches and compiled code have their final size
local before, kilobytes, resident = descriptors(), collectgarbage("count"), field("VmRSS")
for number = 21, 200 do batch(500, number) end
print(descriptors() - before)
print(collectgarbage("count") - kilobytes < 500, field("VmRSS") - resident < 32 * 1024)
