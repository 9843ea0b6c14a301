-- It keeps the values of the program. Only the loop resumes it, so it is "normal" as long as the program runs.
local main = debug.getregistry()[1]
print(coroutine.status(main))
print(pcall(coroutine.close, main))
print(coroutine.resume(main))
