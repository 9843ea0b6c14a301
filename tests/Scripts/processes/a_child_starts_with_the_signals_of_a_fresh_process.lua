-- moonwire has handlers; the child has none, and no signal is blocked. An ignored signal stays ignored.
local system = require "system"
local signal = system.signal
local set = signal.set.new(signal.SIGUSR1, signal.SIGTERM, signal.SIGCHLD)
signal.ignore(signal.SIGUSR2)
local child = system.spawn{program = "cat", arguments = {"cat", "/proc/self/status"}, stdout = "pipe"}
for line in child.stdout:lines() do
  local name, mask = line:match("^(Sig[BIC]%a+):%s*(%x+)")
  if name then print(name, tonumber(mask, 16) == (name == "SigIgn" and 1 << signal.SIGUSR2 - 1 or 0)) end
end
print(child:wait())
set:close()
