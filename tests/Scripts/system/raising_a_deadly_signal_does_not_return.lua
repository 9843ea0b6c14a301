-- Neither pcall nor a coroutine nor another fiber goes on, and what was written is written out.
local signal = require "system".signal
spawn(function()
  io.write("written")
  pcall(coroutine.wrap(function() pcall(signal.raise, signal.SIGINT) print("not reached") end))
  print("not reached")
end)
require "time".sleep(1000)
