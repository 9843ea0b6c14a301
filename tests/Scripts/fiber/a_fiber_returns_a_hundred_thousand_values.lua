local f = spawn(function(...) return ... end, table.unpack({}, 1, 100000))
print(select("#", f:join()))
