local show = dofile("../support/show.lua")
local function opened(reuse)
  local s = ip.udp.socket.new()
  s:open("v4")
  s:set_option("reuse_port", reuse)
  return s
end
local first = opened(true)
first:bind("127.0.0.1", 0)
local second, third = opened(true), opened(false)
second:bind("127.0.0.1", first.local_port)
print(second.local_port == first.local_port)
show(third.bind, third, "127.0.0.1", first.local_port)
