-- options: --timeout 1000.5
require("time").sleep(0.001)
print("done")
