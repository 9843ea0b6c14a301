local signal = require "system".signal
signal.set.new(signal.SIGTERM)
signal.raise(signal.SIGTERM)
collectgarbage()
print("collected")
signal.raise(signal.SIGTERM)
print("not reached")
