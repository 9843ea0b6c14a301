local asks = require("./support/deep/asks")
print(asks.above.name == require("./support/counted").name, asks.beside, asks.other)
print(require("./support/package"))
print(select(2, require("./support/../support/deep/../tail_target")))
