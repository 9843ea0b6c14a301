local f = spawn(function() return "a result" end)
f:interrupt()
print(f:join())
print(f.interruption_caught)
