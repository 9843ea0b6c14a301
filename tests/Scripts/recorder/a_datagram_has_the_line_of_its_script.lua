-- options: --recorder 256
local sock = ip.udp.socket.new()
sock:open("v4")
sock:bind("127.0.0.1", 0)
local message, to, port = byte_span.append("x"), ip.address.loopback_v4(), sock.local_port
local function last()
  local events = ip.udp.recording(sock)
  return events[#events].place
end
local function line() return debug.getinfo(2, "l").currentline end
local function check(name, expected, also)
  local place = last()
  local got = place and tonumber(place:match(":(%d+)$"))
  local is_right = got and (got == expected or got == also)
  print(name, is_right and "right" or tostring(place) .. " instead of " .. tostring(expected))
end

sock:send_to(message, to, port) local here = line()
check("main chunk", here)

coroutine.wrap(function()
  sock:send_to(message, to, port) here = line()
end)()
check("coroutine", here)

pcall(sock.send_to, sock, message, to, port) here = line()
check("pcall of the function", here)
pcall(function() sock:send_to(message, to, port) here = line() end)
check("pcall of a function", here)
xpcall(sock.send_to, print, sock, message, to, port) here = line()
check("xpcall", here)

local function tail()
  here = line() + 1
  return sock:send_to(message, to, port)
end
tail()
check("tail call", here, here + 2) -- without shortcuts, the function of a tail call is not on the stack

local function inner() sock:send_to(message, to, port) here = line() end
local function outer() return inner() end
outer()
check("function behind a tail call", here)

string.gsub("a", "a", function() sock:try_send_to(message, to, port) here = line() end)
check("callback of a C function", here)
local proxy = setmetatable({}, {__index = function() sock:try_send_to(message, to, port) here = line() end})
local _ = proxy.x
check("metamethod", here)
proxy = setmetatable({}, {__call = function(_, ...) return sock:try_send_to(...) end})
here = line() + 1
proxy(message, to, port)
check("callable table", here, here - 2)
coroutine.wrap(sock.send_to)(sock, message, to, port)
print("coroutine of the function", last())
table.sort({1, 2}, function() here = line() sock:try_send_to(message, to, port) return false end)
check("comparison", here)

for i = 1, 3 do
  local lines = ("\n"):rep(i)
  load(lines .. "local sock, message, to, port = ... sock:send_to(message, to, port)", "=loaded")(
    sock, message, to, port)
  print("loaded chunk", last())
end

spawn(function()
  sock:send_to(message, to, port) here = line()
end):join()
check("fiber", here)

local buffer = byte_span.new(10)
local received
for _ = 1, 3 do sock:receive(buffer) received = line() end
check("receive", received)
