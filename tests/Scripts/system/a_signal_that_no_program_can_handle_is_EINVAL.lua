local signal = require "system".signal
local set = signal.set.new()
local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, e.symbol, e.arg, e.operation, e.detail)
end
for _, number in ipairs {0, -1, 65, 1 << 40, 33, signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV, 1.5, "x", {}} do
  try(set.add, set, number)
end
try(signal.set.new, 10, signal.SIGKILL)
try(set.remove, set, 0)
try(signal.ignore, signal.SIGKILL)
try(signal.default, signal.SIGILL)
try(signal.raise, 0)
try(signal.raise, 65)
try(signal.raise, 34)
try(signal.raise)
try(set.wait, signal)
print(set) -- nothing was added
