local sock, buf = ip.udp.socket.new(), byte_span.new(10)
local function receive() sock:receive(buf) end

local ok, text = xpcall(receive, debug.traceback)
print(ok, text)

local e = select(2, pcall(receive))
print(debug.traceback(e))
print(debug.traceback(e, 1) == debug.traceback(e))
local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
print(debug.traceback(co, e))

-- Other values are returned as they are.
local t = setmetatable({}, {__tostring = function() return "never" end})
print(debug.traceback(t) == t, debug.traceback(false), debug.traceback("text"):match("^[^\n]*\n[^\n]*"))
print(select(2, xpcall(error, debug.traceback, t)) == t)

-- The error that ends the program has no text.
local f = spawn(function()
  print(xpcall(function() require "time".sleep(1000) end, debug.traceback))
  print("never")
end)
this_fiber.yield()
os.exit(0)
