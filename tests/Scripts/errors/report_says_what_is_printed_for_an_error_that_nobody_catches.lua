local time = require "time"
local sock, buf = ip.udp.socket.new(), byte_span.new(10)
sock:open("v4")
local function report(f, ...)
  local ok, e = pcall(f, ...)
  print(tostring(e))
  print(e:report())
end
report(sock.send, sock, buf)
report(sock.bind, sock, "192.0.2.1", -1)
report(function() sock:bind("192.0.2.1", -1) end)
report(function() sock:bind("localhost", 1) end)
report(function() return sock.local_prot end)
report(time.with_timeout, 0, sock.receive, sock, buf)
sock:close()
report(sock.receive, sock, buf)

-- The traceback of a fiber that was joined is a part of it.
local function inner() sock:receive(buf) end
local f = spawn(function() inner() end)
report(f.join, f)

local g = require "group".new()
g:spawn(function() inner() end)
report(g.wait, g)
local e = select(2, pcall(sock.receive, sock, buf))
e.detail, e.mine = "a detail of the script's", 1
print(e:report(), e.mine)
print(select(2, pcall(e.report, "no error")).detail)
