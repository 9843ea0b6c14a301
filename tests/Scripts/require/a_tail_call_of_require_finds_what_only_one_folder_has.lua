-- A tail call leaves no trace of its function. In a module's own chunk, the file is known anyway.
print(require("./support/tail"))
local lazy = require("./support/lazy")
require("./support/deep/neighbour")
print(lazy.tail())
print(lazy.kept())
print(pcall(lazy.twin))
print(pcall(lazy.none))
return require("./support/tail")
