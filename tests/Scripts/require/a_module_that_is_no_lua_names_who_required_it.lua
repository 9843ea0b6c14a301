print(pcall(require, "support.broken_syntax"))
print(pcall(require, "support.blames_its_caller"))
require("./support/broken_syntax")
