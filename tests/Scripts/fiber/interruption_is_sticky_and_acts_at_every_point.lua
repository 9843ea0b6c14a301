local time = require "time"
local points = {
  {"sleep", function() time.sleep(1000) end},
  {"yield", this_fiber.yield},
  {"join", function() spawn(function() end):join() end},
  {"pcall", function() pcall(print, "called") end},
  {"xpcall", function() xpcall(print, print, "called") end},
  {"coroutine.resume", function() coroutine.resume(coroutine.create(print), "called") end},
  {"coroutine.wrap", function() coroutine.wrap(print)("called") end},
}
for _, point in ipairs(points) do
  local f = spawn(function()
    local caught <close> = setmetatable({}, {__close = function(_, e) print(point[1], e) end})
    point[2]()
    print("went on after " .. point[1])
  end)
  f:interrupt()
  f:join()
  assert(f.interruption_caught)
end
