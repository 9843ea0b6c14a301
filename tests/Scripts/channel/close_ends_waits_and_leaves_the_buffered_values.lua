local channel = require "channel"
local c = channel.new(2)
c:send("a")
c:send(false)
local sender = spawn(function() c:send("never") end)
this_fiber.yield()
c:close()
c:close()
local ok, e = pcall(sender.join, sender)
print(ok, e.symbol, e.detail)
print(c:receive(), c:receive(), c:receive(), c:receive())
print(pcall(c.send, c, 1))
print(pcall(c.try_send, c, 1))
print(c.is_closed)

local d = channel.new()
local receivers = {}
for i = 1, 2 do receivers[i] = spawn(function() return d:receive() end) end
this_fiber.yield()
d:close()
print(receivers[1]:join(), receivers[2]:join())

do
  local closed <close> = d
end
local f
do
  local e <close> = channel.new()
  f = spawn(function() return e:receive() end)
  this_fiber.yield()
end
print(f:join())
