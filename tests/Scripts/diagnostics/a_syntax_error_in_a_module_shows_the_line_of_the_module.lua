local broken = require("support.broken")
