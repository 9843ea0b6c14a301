-- Released descriptors of sockets do not accumulate: some are closed, and the collector closes the dropped ones.
local function descriptor_count()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  local fd = sock:release()
  local number = tonumber(tostring(fd):match("%d+$"))
  fd:close()
  return number -- the lowest free number, which a leak would raise
end
local function drop(count)
  for i = 1, count do
    local sock = ip.udp.socket.new()
    sock:open("v4")
    local fd = sock:release()
    if i % 3 == 0 then fd:close() elseif i % 3 == 1 then fd:dup() end
    if i % 200 == 0 then collectgarbage() end
  end
  collectgarbage()
  collectgarbage()
end
drop(1000)
local before = descriptor_count()
drop(100000)
print(descriptor_count() - before)
