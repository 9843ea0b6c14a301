local mutex = require("mutx")
