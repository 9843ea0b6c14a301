local system, asio_error = require "system", require "asio_error"
local set = system.signal.set.new(10)
local fibers = {}
for i = 1, 2 do fibers[i] = spawn(function() set:wait() end) end
this_fiber.yield()
set:cancel()
for i = 1, 2 do
  local ok, e = pcall(fibers[i].join, fibers[i])
  print(ok, e == asio_error.basic.operation_aborted, e.operation)
end
system.signal.raise(10)
set:cancel()
print(set:wait())
