-- options: --timeout 1
while true do coroutine.wrap(function() end)() end
