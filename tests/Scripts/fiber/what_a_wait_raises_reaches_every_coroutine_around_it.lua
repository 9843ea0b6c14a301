-- The wait is in the innermost of three coroutines. The others clean up, catch the error, or extend it.
local time, mutex, future = require "time", require "mutex", require "future"
local sock, buffer = ip.udp.socket.new(), byte_span.new(8)
sock:open("v4")
sock:bind("127.0.0.1", 0)
local timer = time.steady_timer.new()
timer:expires_after(60)

local function nested(name, wait)
  return pcall(coroutine.wrap(function()
    scope_cleanup_push(function() time.sleep(0) print(name, "handler") end)
    local _ <close> = setmetatable({}, {__close = function(_, e)
      print(name, "closed", e.symbol)
    end})
    coroutine.wrap(function()
      local ok, e = xpcall(coroutine.wrap(wait), function(e) return {symbol = "handled " .. e.symbol} end)
      error(e, 0)
    end)()
  end))
end

local waits = {
  {"receive", function() sock:receive(buffer) end},
  {"receive_from", sock.receive_from, sock, buffer},
  {"sleep", function() return time.sleep(60) end},
  {"timer", function() timer:wait() end},
  {"future", function() local promise, value = future.new() value:get() promise:set_value() end},
  {"__index", function() return setmetatable({}, {__index = function() sock:receive_with_info(buffer) end}).x end},
  {"iterator", function() for _ in sock.receive, sock, buffer do end end},
}
for _, case in ipairs(waits) do
  local name, f = case[1], case[2]
  local arguments = {table.unpack(case, 3)}
  local function wait() return f(table.unpack(arguments)) end
  local ok, e = pcall(time.with_timeout, 0.001, function() local ok, e = nested(name, wait) error(e, 0) end)
  print(name, ok, e.symbol)
  local fiber = spawn(function() print(select(2, nested(name, wait)).symbol) end)
  this_fiber.yield()
  fiber:interrupt()
  pcall(fiber.join, fiber)
end

local fibers = {}
for i = 1, 9 do
  local wait = function() return sock:receive_from(buffer) end
  for _ = 1, i % 3 do wait = coroutine.wrap(wait) end
  fibers[i] = spawn(wait)
end
this_fiber.yield()
sock:close()
for i = 1, 9 do
  local ok, e = pcall(fibers[i].join, fibers[i])
  io.write(tostring(ok), " ", e.symbol, " ", e.operation, i < 9 and "; " or "\n")
end
