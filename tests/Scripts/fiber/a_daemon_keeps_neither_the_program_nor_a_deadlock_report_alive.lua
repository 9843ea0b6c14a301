local time = require "time"
local socket, buf = ip.udp.socket.new(), byte_span.new(10)
socket:open("v4")
socket:bind("127.0.0.1", 0)
local condition, mutex = require "condition_variable".new(), require "mutex".new()
local cleaned = {}
local function daemon(name, f)
  spawn({daemon = true, name = name}, function()
    scope_cleanup_push(function()
      cleaned[#cleaned + 1] = name .. " cleaned up"
      table.sort(cleaned)
      if #cleaned == 4 then print(table.concat(cleaned, "\n")) end
    end)
    f()
  end)
end
daemon("waiting for a datagram", function() socket:receive_from(buf) end)
daemon("stuck", function()
  mutex:lock()
  condition:wait(mutex)
end)
daemon("asleep", function() while true do time.sleep(0.001) end end)
daemon("yielding", function() while true do this_fiber.yield() end end)
local f = spawn(function()
  time.sleep(0.01)
  print("the last fiber")
end)
this_fiber.yield()
print("the main fiber")
