local signal = require "system".signal
signal.ignore(signal.SIGTERM)
signal.ignore(signal.SIGUSR1)
signal.raise(signal.SIGTERM)
signal.raise(signal.SIGUSR1)
print(os.execute("kill -TERM $$; echo lives"))
-- A set gets the signal anyway. The signal is ignored again when the set is gone.
do
  local set <close> = signal.set.new(signal.SIGUSR1)
  signal.raise(signal.SIGUSR1)
  print(set:wait())
end
signal.raise(signal.SIGUSR1)
signal.default(signal.SIGUSR1)
signal.default(signal.SIGTERM)
print(select(3, os.execute("kill -TERM $$; echo dies")))
signal.raise(signal.SIGTERM)
print("not reached")
