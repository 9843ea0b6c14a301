require("./support/requires_failing")
