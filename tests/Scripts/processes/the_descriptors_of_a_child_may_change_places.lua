-- The numbers of the given descriptors overlap with their numbers in the child. One descriptor is given twice.
local system, pipe = require "system", require "pipe"
local r1, w1 = pipe.pair()
local r2, w2 = pipe.pair()
local a, b = w1:release(), w2:release()
local child = system.spawn{program = "sh", arguments = {"sh", "-c", "echo out; echo err >&2; echo three >&3"},
  stdout = b, stderr = a, extra_fds = {[3] = b}}
a:close()
b:close()
print(child:wait())
print(r1:read_text(), r2:read_text())
local input, feed = pipe.pair()
feed:write("given")
feed:close()
local fd <close> = input:release()
child = system.spawn{program = "cat", stdin = fd, stdout = "pipe"}
print(child.stdout:read_text(), child:wait())
