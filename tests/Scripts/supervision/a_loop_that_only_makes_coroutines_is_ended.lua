-- options: --timeout 3
while true do coroutine.wrap(function() end)() end
