-- While the main fiber waits for an answer, the answering fiber does something else first or instead.
local ip = require "ip"
local byte_span = require "byte_span"

local function udp()
  local s = ip.udp.socket.new()
  s:open("v4")
  s:bind(ip.address.loopback_v4(), 0)
  return s
end

local question, buffer = byte_span.append("?"), byte_span.new(10)
-- Makes the main fiber wait, some rounds into a conversation, while the other fiber acts.
local function meanwhile(what, act)
  local a, b, order = udp(), udp(), {}
  local fiber = spawn(function()
    local received = byte_span.new(10)
    for i = 1, 5 do
      local _, address, port = b:receive_from(received)
      if i == 4 then act(a, b, order) end
      b:send_to(received:slice(1, 1), address, port)
    end
  end)
  local ok, e
  for _ = 1, 5 do
    ok, e = pcall(function()
      a:send_to(question, b.local_address, b.local_port)
      order[#order + 1] = "sent"
      a:receive(buffer)
      order[#order + 1] = "answered"
    end)
    if not ok then break end
  end
  print(what, ok, e)
  print("  " .. table.concat(order, " "))
  if b.is_open then b:close() end
  local joined, failure = pcall(fiber.join, fiber)
  print("  joined", joined, failure)
end

meanwhile("nothing", function() end)
meanwhile("a close", function(a) a:close() end)
meanwhile("a cancel", function(a) a:cancel() end)
meanwhile("an error", function(a)
  a:close()
  error("broken", 0)
end)
meanwhile("other fibers", function(_, _, order)
  for i = 1, 3 do
    spawn(function() order[#order + 1] = "fiber " .. i end):detach()
  end
  this_fiber.yield()
end)

local main = coroutine.running()
meanwhile("a look at it", function(_, _, order)
  order[#order + 1] = coroutine.status(main)
  order[#order + 1] = tostring(debug.traceback(main):find("in function <[^\n]*\n\t%[C%]: in function 'pcall'") ~= nil)
  order[#order + 1] = tostring(pcall(coroutine.close, main))
  order[#order + 1] = tostring((debug.getlocal(main, 0, 1)))
end)

-- An interruption reaches a fiber inside whose wait other fibers run.
local a, b = udp(), udp()
local waiting = spawn(function()
  for _ = 1, 5 do
    a:send_to(question, b.local_address, b.local_port)
    a:receive(buffer)
  end
end)
local received = byte_span.new(10)
for i = 1, 4 do
  local _, address, port = b:receive_from(received)
  if i == 4 then waiting:interrupt() end
  b:send_to(received:slice(1, 1), address, port)
end
waiting:join()
print("an interruption", waiting.interruption_caught)
