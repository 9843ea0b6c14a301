-- options: --timeout 3
local step = coroutine.wrap(function() while true do coroutine.yield() end end)
while true do step() end
