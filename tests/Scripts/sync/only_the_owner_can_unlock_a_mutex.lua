local show = dofile("../support/show.lua")
for _, name in ipairs {"mutex", "recursive_mutex"} do
  local m = require(name).new()
  show(m.unlock, m)
  m:lock()
  spawn(function()
    show(m.unlock, m)
    print(select(2, pcall(m.unlock, m)).detail)
    print(m:try_lock())
  end):join()
  coroutine.wrap(function() m:unlock() end)() -- the same fiber
  spawn(function() print(m:try_lock()) end):join()
end
