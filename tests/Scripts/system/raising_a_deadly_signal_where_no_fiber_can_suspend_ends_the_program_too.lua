local signal = require "system".signal
io.write("written")
table.sort({2, 1}, function() signal.raise(signal.SIGTERM) print("not reached") end)
