local signal = require "system".signal
local set = signal.set.new(signal.SIGTERM)
for _, name in ipairs {"ignore", "default"} do
  local ok, e = pcall(signal[name], signal.SIGTERM)
  print(ok, e.symbol, e.operation, e.detail)
end
signal.raise(signal.SIGTERM)
print(set:wait())
