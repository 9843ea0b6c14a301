local mutex = require "mutex"
local m, r = mutex.new(), require "recursive_mutex".new()
local f = spawn(function() print("other") end)
for _ = 1, 1000 do
  m:lock()
  r:lock()
  r:lock()
  r:unlock()
  r:unlock()
  m:unlock()
end
print(m:try_lock(), r:try_lock(), r:try_lock())
print("main")
f:join()
