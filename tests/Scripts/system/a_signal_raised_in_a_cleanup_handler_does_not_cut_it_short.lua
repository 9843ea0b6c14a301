local signal = require("system").signal
scope_cleanup_push(function() print("outer") end)
scope_cleanup_push(function()
  signal.raise(signal.SIGTERM)
  require("time").sleep(0.01)
  print("inner")
end)
