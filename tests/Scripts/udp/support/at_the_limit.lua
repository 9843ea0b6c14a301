-- Runs with few descriptors: each function that opens one succeeds if the script has dropped others. See
-- udp/what_takes_a_descriptor_closes_what_was_dropped.
collectgarbage("stop") -- only the limit makes the collector run
local lo = ip.address.loopback_v4()
local function open()
  local s = ip.udp.socket.new()
  s:open("v4")
  return s
end
local function connect()
  local s = ip.udp.socket.new()
  s:connect(lo, 9)
  return s
end

-- Returns how many values of make() can be dropped before a collection runs.
local function most(make)
  local dropped, made = setmetatable({}, {__mode = "k"}), 0
  local function count()
    local n = 0
    for _ in pairs(dropped) do n = n + 1 end
    return n
  end
  repeat
    local before = count()
    dropped[make()] = true
    made = made + 1
  until count() <= before
  return made
end

-- Drops sockets, which leave the last descriptors to others, and descriptors, which do not, so that none is left.
local descriptor = open():release()
local function duplicate() return descriptor:dup() end
collectgarbage()
local sockets = most(open) - 1
collectgarbage()
for _ = 1, sockets do open() end
local descriptors = most(duplicate) - 1
local function fill()
  collectgarbage()
  for _ = 1, sockets do open() end
  for _ = 1, descriptors do duplicate() end
end

local makers = {
  {"open", open}, {"connect", connect}, {"release", function() return open():release() end}, {"dup", duplicate},
  {"io.open", function() return assert(io.open("/dev/null")) end},
  {"io.tmpfile", function() return assert(io.tmpfile()) end},
}
for _, maker in ipairs(makers) do
  for _ = 1, 200 do maker[2]() end
  print(maker[1], maker[2]() ~= nil)
end
fill()
print("io.popen", assert(io.popen("echo hello")):read())
fill()
print("os.tmpname", os.remove(os.tmpname()))
for _ = 1, 500 do open() end -- the last descriptors are left to functions that do not collect
for _ = 1, 4 do io.lines("/dev/null") end
print("io.lines", io.lines("/dev/null")())
print("loadfile", loadfile("/dev/null") ~= nil)
fill()
print("a service", ip.udp.get_address_info("127.0.0.1", "domain")[1].port)
fill()
print("a host", ip.udp.get_address_v4_info("localhost", 53)[1].address)
