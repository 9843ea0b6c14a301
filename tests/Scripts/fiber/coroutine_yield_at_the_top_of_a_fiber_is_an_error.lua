print(pcall(coroutine.yield, 1))
print(spawn(function() return pcall(coroutine.yield) end):join())
print(coroutine.isyieldable(), coroutine.running())
print(coroutine.wrap(function() return coroutine.isyieldable(), type(coroutine.running()) end)())
