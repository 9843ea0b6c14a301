-- Several callbacks in a row, of which the first ends the program.
table.sort({2, 1}, function() coroutine.wrap(function() os.exit(true) end)() end)
