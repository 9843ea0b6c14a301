print(require("time").now())
