local inner = spawn(function() error("inner", 0) end)
spawn(function() inner:join() end)
