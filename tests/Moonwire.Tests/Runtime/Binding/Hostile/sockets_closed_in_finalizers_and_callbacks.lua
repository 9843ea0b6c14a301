-- Finalizers close, send, receive, spawn, collect and fail, during the run and at its end.
local function hostile()
  local sock = ip.udp.socket.new()
  sock:open("v4")
  sock:bind("127.0.0.1", 0)
  spawn(function() pcall(sock.receive, sock, byte_span.new(1)) end)
  return setmetatable({}, {__gc = function()
    pcall(sock.receive, sock, byte_span.new(1))
    pcall(sock.send_to, sock, byte_span.new(1), sock.local_address, sock.local_port)
    spawn(function() collectgarbage() end)
    collectgarbage()
    sock:close()
    pcall(this_fiber.yield)
    coroutine.wrap(function() pcall(this_fiber.yield) end)()
    error(setmetatable({}, {__tostring = error}))
  end})
end
for _ = 1, 100 do hostile() this_fiber.yield() collectgarbage("step") end
for _ = 1, 5 do collectgarbage() this_fiber.yield() end
keep = hostile()
local sock = ip.udp.socket.new()
sock:open("v4")
table.sort({3, 2, 1}, function(a, b) sock:close() sock:open("v4") return a < b end)
local gc = debug.getmetatable(sock).__gc
gc(sock) gc(sock) gc(nil) gc(io.stdout)
print(pcall(sock.close, sock))
setmetatable(keep, nil)
os.exit(0, io.write("survived\n") and false)
