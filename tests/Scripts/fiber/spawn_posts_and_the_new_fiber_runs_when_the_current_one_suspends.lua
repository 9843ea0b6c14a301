local f = spawn(function(...) print("fiber", ...) end, 1, nil, 3, nil)
print("main goes on")
f:join()
print("joined")
