-- A tail call leaves no trace of the function that made it. In a module's own chunk the file is known all the same.
print(require("./support/tail"))
local lazy = require("./support/lazy")
require("./support/deep/neighbour")
print(lazy.tail())
print(lazy.kept())
print(pcall(lazy.twin))
print(pcall(lazy.none))
return require("./support/tail")
