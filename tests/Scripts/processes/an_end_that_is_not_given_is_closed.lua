-- Standard input has ended, and output goes to a pipe that nobody reads.
local system = require "system"
local r = system.run{program = "sh", arguments = {"sh", "-c", "cat; exec cat /dev/zero >&3"}, stdout = "pipe"}
print(r.stdout == "")
local child = system.spawn{program = "cat", arguments = {"cat", "/dev/zero"}, stdin = nil}
print(child:wait() == 128 + system.signal.SIGPIPE, child.exit_signal == system.signal.SIGPIPE)
