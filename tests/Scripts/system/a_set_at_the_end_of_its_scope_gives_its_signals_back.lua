local signal = require "system".signal
do
  local set <close> = signal.set.new(signal.SIGTERM)
  signal.raise(signal.SIGTERM)
  print(set, set:wait())
end
signal.raise(signal.SIGTERM)
print("not reached")
