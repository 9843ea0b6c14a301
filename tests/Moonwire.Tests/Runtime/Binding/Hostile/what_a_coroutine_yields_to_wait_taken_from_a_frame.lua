-- The locals of moonwire's functions would give a script the token that a fiber yields to the loop.
local main, token = coroutine.running(), nil
local function search(co)
  for level = 0, 20 do
    if not (co and debug.getinfo(co, level) or not co and debug.getinfo(level)) then break end
    for i = -9, 30 do
      local name, value
      if co then name, value = debug.getlocal(co, level, i) else name, value = debug.getlocal(level, i) end
      if name and type(value) == "userdata" then token = value end
    end
  end
end
local waits = coroutine.wrap(function() coroutine.wrap(function() this_fiber.yield() end)() end)
spawn(function() search(main) end)
waits()
coroutine.wrap(function() search() end)()
pcall(scope, function() search() search(coroutine.running()) end)
require "time".with_timeout(1, search)
print(token == nil and "survived" or "found " .. tostring(token))
