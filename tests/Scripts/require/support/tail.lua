return require("./tail_target")
