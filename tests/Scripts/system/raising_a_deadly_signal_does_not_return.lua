-- Neither pcall, a coroutine nor another fiber continues, and the output is flushed.
local signal = require "system".signal
spawn(function()
  io.write("written")
  pcall(coroutine.wrap(function() pcall(signal.raise, signal.SIGINT) print("not reached") end))
  print("not reached")
end)
require "time".sleep(1000)
