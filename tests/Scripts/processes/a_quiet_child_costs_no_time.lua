-- The loop sleeps while output is kept, after the output has ended, and while the script has taken the stream.
local system, time = require "system", require "time"
local children = {}
for i = 1, 4 do
  local script = i == 1 and "exec >&-; cat" or "echo a; cat"
  children[i] = system.spawn{program = "sh", arguments = {"sh", "-c", script}, stdin = "pipe", stdout = "pipe"}
end
children[3].stdout:read_line()
local copy = children[4].stdout:dup()
time.sleep(0.1)
local before = os.clock()
time.sleep(0.5)
print(os.clock() - before < 0.1)
for _, child in ipairs(children) do child:close() end
