local time = require "time"
local function variable(name)
  return setmetatable({}, {__close = function(_, e)
    print(name, e and e.symbol)
    print(name, pcall(error, "caught", 0))
    time.sleep(0.001)
    print(name, "done")
  end})
end
local f = spawn(function()
  local _ <close> = variable "fiber"
  while true do pcall(coroutine.wrap(function()
    local _ <close> = variable "coroutine"
    coroutine.resume(coroutine.create(time.sleep), 60)
    print("never")
  end)) end
end)
this_fiber.yield()
pcall(function()
  local _ <close> = setmetatable({}, {__close = function(_, e) f:join() time.sleep(0.001) print("main", e) end})
  os.exit(3)
end)
